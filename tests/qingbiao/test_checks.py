"""The shipped forms' checks: each is failed by a smallest change of a filing that passes, at the place it names.

The filings that pass are the examples of `examples/`; the bureau's is the Panjin filing, mended. A change is written
`field: value`, `register.column@row: value` (rows from 1), with `reported.` before a value copied from paper, or
`factor.id: value` for a parameter (`None`: as if nobody had chosen one).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from qingbiao.filing import EMPTY, Filing
from qingbiao.findings import State, Verdict, by_code, findings, verdict
from qingbiao.form import Check, Kind
from tests.qingbiao.slips import Change, Slip, changed, example, found, kind_of, results
from tests.qingbiao.slips_bureau import BUREAU, MANDATORY, MENDED
from tests.qingbiao.slips_enterprise import ENTERPRISE, NO_EFFECTS
from tests.qingbiao.slips_industry import MIIT


@dataclass(frozen=True)
class Case:
    """A kind's filing that passes, and its slips."""

    form: str
    kind_id: str
    filing: Filing
    slips: tuple[Slip, ...]

    @property
    def kind(self) -> Kind:
        return kind_of(self.form, self.kind_id)

    def __repr__(self) -> str:
        return f"{self.form}-{self.kind_id}"


CASES = (
    Case("mee-2024", "enterprise", example("enterprise-2024"), ENTERPRISE),
    Case("mee-2024", "bureau", changed(example("panjin-2024"), MENDED), BUREAU),
    Case("miit-2024", "bureau", example("miit-2024"), MIIT),
)
ALL = [pytest.param(case, slip, id=f"{case}-{slip.code}") for case in CASES for slip in case.slips]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_the_filing_that_passes_has_no_finding(case: Case) -> None:
    assert found(case.form, case.kind, case.filing) == []


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_every_check_has_its_slip(case: Case) -> None:
    assert [slip.code for slip in case.slips if slip.code not in {check.id for check in case.kind.checks}] == []
    assert [check.id for check in case.kind.checks if check.id not in {slip.code for slip in case.slips}] == []


@pytest.mark.parametrize(("case", "slip"), ALL)
def test_a_slip_fails_exactly_its_check(case: Case, slip: Slip) -> None:
    told = found(case.form, case.kind, changed(case.filing, slip.change))
    mine = [each for each in told if each.code == slip.code]
    assert sorted({each.code for each in told}) == sorted({slip.code, *slip.also})
    rows = [slip.row, slip.twin] if slip.twin else [slip.row]
    assert [(each.field, each.row) for each in mine] == [(slip.field, row) for row in rows]
    check = next(each for each in case.kind.checks if each.id == slip.code)
    assert (mine[0].severity, mine[0].fix) == (check.severity, check.fix)
    assert "{" not in mine[0].message
    assert "  " not in mine[0].message, "a value is missing in the message"


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_blank_workbook_fails_no_check(case: Case) -> None:
    codes = {check.id for check in case.kind.checks}
    blank = results(case.form, case.kind, EMPTY)
    assert {each.code for each in findings(blank)} <= {"finding-required", "finding-required-or-na"}
    assert {by_code(blank)[code].state for code in codes} <= {State.UNFILLED, State.NOT_APPLICABLE, State.PASS}


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_values_named_in_a_message_are_those_of_the_condition(case: Case) -> None:
    """A message that names no value must be about what is absent, or say it in words."""
    silent = [check.id for check in case.kind.checks if not check.say.values and not _about_absence(check)]
    assert silent == []


def _about_absence(check: Check) -> bool:
    words = f"{check.expect.text} {check.when.text if check.when else ''}"
    return any(word in words for word in ("given(", "blank(", "na(", "coalesce(", '== "', "audit.", "assessment."))


def test_panjin_has_these_findings_and_no_others() -> None:
    kind = kind_of("mee-2024", "bureau")
    told = results("mee-2024", kind, example("panjin-2024"))
    assert [(each.code, each.field, each.row) for each in findings(told)] == [
        # left blank on paper
        ("finding-required", "cover.filler", 0),
        ("finding-required", "cover.contact", 0),
        ("finding-required-or-na", "mandatory.published.planned", 0),
        ("finding-required-or-na", "schemes.investment.government", 0),
        # 近五年累计培训人数及比例: 20%, and no number of persons
        ("training-five-years-count", "training.officials.five_years.count", 0),
        # 5 enterprises published, and no announcement listed in section 二
        ("published-announced", "mandatory.published.total", 0),
        # 3 passed, 表2 lists 2; nobody passed, 表3 lists 2
        ("table2-scope", "mandatory.audits.passed", 0),
        # 表3-1 says C4412电力、热力生产和供应业, 表3-2 says 电力、热力生产和供应业
        ("table3-same-industry", "voluntary_resources.industry", 2),
        # 4412 is 热电联产, of section D
        ("table3-industry", "voluntary_pollutants.industry", 2),
        ("table3-scope", "voluntary.audits.passed", 0),
        # 131.1 for 131.374; 4299.4, which is 7400 MWh times 0.5810
        ("table3-power-co2", "voluntary_resources.power_co2", 1),
        ("table3-power-co2", "voluntary_resources.power_co2", 2),
        # 0.7769 is the average of 2012, where instruction (4) asks for OM
        ("grid-series", "factor.grid.series", 0),
    ]
    assert verdict(told) is Verdict.FAIL
    assert (
        "反推的系数为 0.581 tCO2/MWh，与“企业碳排放核算用全国电网排放因子"
        in by_code(told)["table3-power-co2"].findings[-1].message
    )


@pytest.mark.parametrize(
    ("paper", "holds"),
    [(23.304, True), (23.3, True), (23, True), (23.303, True), (23.305, True), (23.302, False), (23.306, False),
     (23.31, False), (23.2, False), (22, False), (24, False)],
)  # fmt: skip
def test_a_reported_carbon_value_may_be_rounded_but_not_else(paper: float, holds: bool) -> None:
    """30000 kWh × 0.7768 = 23.304: right to half a unit of whatever digit was printed last."""
    case = CASES[1]
    change = {"reported.resources.power_co2@1": paper, "reported.resources.co2@1": None}
    told = results(case.form, case.kind, changed(case.filing, change))
    assert (by_code(told)["table2-power-co2"].state is State.PASS) is holds


@pytest.mark.parametrize(("paper", "words"), [
    (233070, "误按“万度”填写"), (23307, "误按千克填写"), (17.43, "反推的系数为 0.581 tCO2/MWh"),
])  # fmt: skip
def test_a_deviating_carbon_value_says_what_it_implies(paper: float, words: str) -> None:
    case = CASES[1]
    change = {"reported.resources.power_co2@1": paper, "reported.resources.co2@1": None}
    (told,) = found(case.form, case.kind, changed(case.filing, change))
    assert words in told.message


@pytest.mark.parametrize(("fuel", "quantity", "paper", "words"), [
    ("coal", 10, 19.804, "原煤（0.7143"), ("coal", 37, 99.6, "焦炭（0.9714"), ("coal", 10, 25, "与所用系数不同"),
    ("oil", 5, 20.199, "柴油（1.4571"), ("oil", 5, 20.4, "汽油（1.4714"), ("oil", 0.0005, 19.8, "误按“万吨”填写"),
])  # fmt: skip
def test_a_deviating_fuel_value_names_the_fuel_it_is_of(fuel: str, quantity: float, paper: float, words: str) -> None:
    case = CASES[1]
    change = {**MANDATORY.saved(power="/", **{fuel: quantity}), f"reported.resources.{fuel}_co2@1": paper}
    told = {each.code: each.message for each in found(case.form, case.kind, changed(case.filing, change))}
    assert words in told[f"table2-{fuel}-co2"]


ENTERPRISE_CASE, BUREAU_CASE, MIIT_CASE = CASES
WITH_NOTHING = [
    (ENTERPRISE_CASE, {"schemes.proposed.high": "/"}, "schemes-high"),
    (ENTERPRISE_CASE, {"schemes.proposed.low": "/"}, "schemes-low"),
    (ENTERPRISE_CASE, {"acceptance.result": "未通过"}, "effect-not-accepted"),
    (BUREAU_CASE, {"schemes.proposed.high": "/"}, "schemes-high"),
    (BUREAU_CASE, {"mandatory.audits.assessed": "/"}, "mandatory-accepted-assessed"),
    (BUREAU_CASE, {"reported.schemes.proposed.total": "/"}, "proposed-total"),
    (BUREAU_CASE, {"reported.schemes.investment.total": "/"}, "investment-total"),
    (BUREAU_CASE, {"disclosure.name@1": "无"}, "published-announced"),
    (BUREAU_CASE, {"fund.purpose": "暂无"}, "fund-purpose"),
    (BUREAU_CASE, {"reported.resources.co2@1": 0}, "table2-co2"),
    (BUREAU_CASE, {"reported.resources.co2@1": 22}, "table2-co2"),
    (MIIT_CASE, {"last.agreements.signed.cumulative": 187}, "agreements-signed-last-year"),
    (
        MIIT_CASE,
        {f"accepted.{kind}.year": 0 for kind in ("voluntary", "mandatory")}
        | {each: 0 for each in example("miit-2024").cells if each.startswith("industries.year.")},
        "industries-total-year",
    ),
]


@pytest.mark.parametrize(("case", "change", "code"), WITH_NOTHING)
def test_slips_that_hide_behind_a_slash_or_a_zero(case: Case, change: Change, code: str) -> None:
    assert code in {each.code for each in found(case.form, case.kind, changed(case.filing, change))}


SLIGHT = [
    # accepted last year: what was achieved then has been reported then
    (ENTERPRISE_CASE, {**NO_EFFECTS, "acceptance.date": date(2023, 12, 31), "assessment.date": date(2023, 12, 1),
                       "audit.started": date(2023, 3, 1), "audit.listed": date(2023, 2, 1)}, {"acceptance-early"}),
    (ENTERPRISE_CASE, {"pollutants.total_phosphorus": 0.00036}, set()),
    (BUREAU_CASE, {"capacity.agencies.name@3": "无", "capacity.agencies.staff@3": 0}, set()),
    (BUREAU_CASE, {"pollutants.industry@1": "/", "resources.industry@1": "/"}, {"finding-na-words"}),
    (BUREAU_CASE, {"reported.resources.co2@1": 23.31, "reported.resources.power_co2@1": 23.3}, set()),
    (MIIT_CASE, {"last.agreements.signed.cumulative": 186}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("case", "change", "codes"), SLIGHT)
def test_what_is_no_slip_is_not_told(case: Case, change: Change, codes: set[str]) -> None:
    assert {each.code for each in found(case.form, case.kind, changed(case.filing, change))} == codes


def test_enterprises_that_failed_may_stand_in_the_tables_or_not() -> None:
    case = CASES[1]
    failed = changed(case.filing, {"mandatory.audits.passed": 1, "mandatory.audits.failed": 1})
    assert found(case.form, case.kind, failed) == []
    left_out = replace(failed, cells={**failed.cells, "mandatory.audits.passed": 2.0})
    assert found(case.form, case.kind, left_out) == []
