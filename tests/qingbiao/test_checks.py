"""The shipped forms' checks: each is failed by a smallest change of a filing that passes, at the place it names.

The filings that pass are the examples of `examples/`; the bureau's is the Panjin filing, mended. A change is written
`field: value`, `register.column@row: value` (rows from 1), with `reported.` before a value copied from paper, or
`factor.id: value` for a parameter (`None`: as if nobody had chosen one).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from qingbiao.filing import EMPTY, Filing
from qingbiao.findings import State, Verdict, by_code, findings, verdict
from qingbiao.form import Check, Kind
from tests.qingbiao.slips import Slip, changed, example, found, kind_of, results
from tests.qingbiao.slips_bureau import BUREAU, MENDED
from tests.qingbiao.slips_enterprise import ENTERPRISE
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
    [(23.307, True), (23.31, True), (23.3, True), (23, True), (23.306, True), (23.305, False), (23.32, False),
     (23.2, False), (22, False), (24, False)],
)  # fmt: skip
def test_a_reported_carbon_value_may_be_rounded_but_not_else(paper: float, holds: bool) -> None:
    """30000 kWh × 0.7769 = 23.307: right to half a unit of whatever digit was printed last."""
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


def test_enterprises_that_failed_may_stand_in_the_tables_or_not() -> None:
    case = CASES[1]
    failed = changed(case.filing, {"mandatory.audits.passed": 1, "mandatory.audits.failed": 1})
    assert found(case.form, case.kind, failed) == []
    left_out = replace(failed, cells={**failed.cells, "mandatory.audits.passed": 2.0})
    assert found(case.form, case.kind, left_out) == []
