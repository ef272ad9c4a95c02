"""The shipped forms' checks: each is failed by a smallest change of a filing that passes, at the place it names.

The filings that pass are the examples of `examples/`; the bureau's is the Panjin filing, mended. A change is written
`field: value`, `register.column@row: value` (rows from 1), with `reported.` before a value copied from paper, or
`factor.id: value` for a parameter (`None`: as if nobody had chosen one).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from qingbiao.filing import EMPTY, Filing, ParameterEntry, compute
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.findings import Finding, State, Verdict, by_code, examine, findings, verdict
from qingbiao.form import Check, Edition, Kind
from qingbiao.load import load_edition
from qingbiao.values import from_cell

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Given = float | str | date | None
Change = Mapping[str, Given]


@dataclass(frozen=True)
class Slip:
    """What makes one check fail: the change, where the finding must stand, and checks that cannot but fail with it."""

    code: str
    change: Change
    field: str
    row: int = 0
    also: tuple[str, ...] = ()


# --- filings -----------------------------------------------------------------------------------------------------


@cache
def edition(name: str) -> Edition:
    return load_edition(name)


def kind_of(form: str, kind: str) -> Kind:
    found = edition(form).kind(kind)
    assert found is not None
    return found


@cache
def example(name: str) -> Filing:
    file = read_filing_file(EXAMPLES / f"{name}.yaml")
    assert file.edition is not None
    assert file.kind is not None
    return filing_from(file, edition(file.edition), kind_of(file.edition, file.kind))


def changed(filing: Filing, change: Change) -> Filing:
    cells, reported, parameters = dict(filing.cells), dict(filing.reported), dict(filing.parameters)
    columns = {key: list(column) for key, column in filing.columns.items()}
    reported_columns = {key: list(column) for key, column in filing.reported_columns.items()}
    for key, given in change.items():
        name, _, row = key.removeprefix("reported.").partition("@")
        from_paper, value = key.startswith("reported."), from_cell(given)
        if name.startswith("factor."):
            parameters.pop(name.removeprefix("factor."), None)
            if given is not None:
                parameters[name.removeprefix("factor.")] = ParameterEntry(own=value, own_source="测试")
        elif row:
            column = (reported_columns if from_paper else columns).setdefault(name, [])
            column.extend([from_cell(None)] * (int(row) - len(column)))
            column[int(row) - 1] = value
        else:
            (reported if from_paper else cells)[name] = value
    return Filing(cells, columns, reported, reported_columns, parameters)


def results(form: str, kind: Kind, filing: Filing):
    computed = compute(kind, filing, edition(form).year, {r.id: r.capacity for r in kind.registers.values()})
    return examine(kind, filing, computed)


def found(form: str, kind: Kind, filing: Filing) -> list[Finding]:
    return list(findings(results(form, kind, filing)))


# --- enterprise --------------------------------------------------------------------------------------------------

POLLUTANTS = ("wastewater", "cod", "ammonia_nitrogen", "total_phosphorus", "so2", "nox", "particulates", "solid_waste",
              "hazardous_waste", "vocs")  # fmt: skip
SAVED = ("water", "power", "coal", "oil", "gas")

NO_EFFECTS: Change = {
    **{f"pollutants.{each}": "/" for each in (*POLLUTANTS, "others")},
    **{f"resources.{each}": "/" for each in (*SAVED, "others", "benefit")},
}
NOT_ACCEPTED: Change = {"acceptance.date": "/", "acceptance.result": "/", **NO_EFFECTS}
NOT_ASSESSED: Change = {"assessment.done": "否", "assessment.date": "/", "assessment.result": "/"}
NOT_STARTED: Change = {"audit.started": "/", "audit.done_by": "/", "audit.agency": "/", **NOT_ASSESSED, **NOT_ACCEPTED}
VOLUNTARY: Change = {"audit.kind": "自愿性", "audit.category": "/", "audit.listed": "/"}
NOT_DISCLOSED: Change = {"disclosure.done": "否", "disclosure.carrier": "/", "disclosure.content": "/"}
NO_INVESTMENT: Change = {"schemes.investment.own": "/", "schemes.investment.government": "/"}
NO_SCHEMES: Change = {"schemes.carried_out.low": 0, "schemes.carried_out.high": 0}


def without(change: Change, *fields: str) -> Change:
    return {key: value for key, value in change.items() if key not in fields}


ENTERPRISE = (
    Slip("industry-edition", {"company.industry_edition": "GB/T 4754—2011"}, "company.industry_edition"),
    Slip("category-mandatory", {"audit.category": "/"}, "audit.category"),
    Slip("category-voluntary", without(VOLUNTARY, "audit.category"), "audit.category"),
    Slip("listed-mandatory", {"audit.listed": "/"}, "audit.listed"),
    Slip("listed-voluntary", without(VOLUNTARY, "audit.listed"), "audit.listed"),
    Slip("done-by-started", {"audit.done_by": "/"}, "audit.done_by"),
    Slip("done-by-not-started", without(NOT_STARTED, "audit.done_by", "audit.agency"), "audit.done_by"),
    Slip("agency-named", {"audit.agency": "/"}, "audit.agency"),
    Slip("agency-own", {"audit.done_by": "自行"}, "audit.agency"),
    Slip("assessment-date", {"assessment.date": "/"}, "assessment.date"),
    Slip("assessment-result", {"assessment.result": "/"}, "assessment.result"),
    Slip("assessment-no-date", {"assessment.done": "否", "assessment.result": "/", **NOT_ACCEPTED}, "assessment.date"),
    Slip("assessment-no-result", {"assessment.done": "否", "assessment.date": "/", **NOT_ACCEPTED},
         "assessment.result"),
    Slip("acceptance-result", {"acceptance.result": "/", **NO_EFFECTS}, "acceptance.result"),
    Slip("acceptance-date", {"acceptance.date": "/"}, "acceptance.date"),
    Slip("acceptance-assessed", NOT_ASSESSED, "assessment.done"),
    Slip("acceptance-assessment-passed", {"assessment.result": "未通过"}, "assessment.result"),
    Slip("not-started", {"audit.started": "/", "audit.done_by": "/"}, "audit.started"),
    Slip("listed-before-started", {"audit.started": date(2024, 2, 1)}, "audit.started"),
    Slip("started-before-assessment", {"assessment.date": date(2024, 3, 1)}, "assessment.date"),
    Slip("assessment-before-acceptance", {"acceptance.date": date(2024, 7, 1)}, "acceptance.date"),
    Slip("started-before-acceptance", {"acceptance.date": date(2024, 3, 1), **NOT_ASSESSED}, "acceptance.date",
         also=("acceptance-assessed",)),
    Slip("listed-early", {"audit.listed": date(2021, 12, 31)}, "audit.listed"),
    Slip("listed-late", {"audit.listed": date(2025, 1, 10), **NOT_STARTED}, "audit.listed"),
    Slip("started-early", {"audit.started": date(2022, 12, 31), "audit.listed": date(2022, 11, 30)}, "audit.started"),
    Slip("started-late", {"audit.started": date(2025, 1, 5), **NOT_ASSESSED, **NOT_ACCEPTED}, "audit.started"),
    Slip("assessment-late", {"assessment.date": date(2025, 1, 10), **NOT_ACCEPTED}, "assessment.date"),
    Slip("acceptance-early", {"acceptance.date": date(2023, 12, 31), "assessment.date": date(2023, 12, 1),
                              "audit.started": date(2023, 3, 1), "audit.listed": date(2023, 2, 1)}, "acceptance.date"),
    Slip("acceptance-late", {"acceptance.date": date(2025, 1, 1)}, "acceptance.date"),
    Slip("disclosure-mandatory", NOT_DISCLOSED, "disclosure.done"),
    Slip("disclosure-carrier", {"disclosure.carrier": "/"}, "disclosure.carrier"),
    Slip("disclosure-content", {"disclosure.content": "/"}, "disclosure.content"),
    Slip("disclosure-no-carrier", {**VOLUNTARY, **without(NOT_DISCLOSED, "disclosure.carrier")}, "disclosure.carrier"),
    Slip("disclosure-no-content", {**VOLUNTARY, **without(NOT_DISCLOSED, "disclosure.content")}, "disclosure.content"),
    Slip("schemes-low", {"schemes.proposed.low": 17}, "schemes.carried_out.low"),
    Slip("schemes-high", {"schemes.proposed.high": 3}, "schemes.carried_out.high"),
    Slip("schemes-high-investment", NO_INVESTMENT, "schemes.investment.own"),
    Slip("schemes-low-investment", {"schemes.carried_out.high": 0, **NO_INVESTMENT}, "schemes.investment.own"),
    Slip("schemes-investment-only", {**NO_SCHEMES, **NOT_ACCEPTED}, "schemes.carried_out.low"),
    Slip("schemes-investment-unit", {"schemes.investment.own": 4865000}, "schemes.investment.own"),
    Slip("schemes-proposed", {"schemes.proposed.low": 0, "schemes.proposed.high": 0, **NO_SCHEMES, **NO_INVESTMENT,
                              **NOT_ACCEPTED}, "schemes.proposed.low"),
    Slip("schemes-carried-out", {**NO_SCHEMES, **NO_INVESTMENT}, "schemes.carried_out.low"),
    Slip("renovation-national-count", {"renovation.national.amount": 30}, "renovation.national.count"),
    Slip("renovation-national-amount", {"renovation.national.count": 1}, "renovation.national.amount"),
    Slip("renovation-national-unit", {"renovation.national.count": 1, "renovation.national.amount": 300000},
         "renovation.national.amount"),
    Slip("renovation-local-count", {"renovation.local.count": "/"}, "renovation.local.count"),
    Slip("renovation-local-amount", {"renovation.local.amount": "/"}, "renovation.local.amount"),
    Slip("renovation-local-unit", {"renovation.local.amount": 200000}, "renovation.local.amount"),
    *(Slip(f"{each.replace('_', '-')}-filled", {f"pollutants.{each}": None}, f"pollutants.{each}")
      for each in POLLUTANTS),
    *(Slip(f"{each}-filled", {f"resources.{each}": None}, f"resources.{each}") for each in (*SAVED, "benefit")),
    Slip("no-effect", NO_EFFECTS, "acceptance.result"),
    Slip("effect-not-accepted", {"acceptance.date": "/", "acceptance.result": "/"}, "acceptance.result"),
    Slip("power-small", {"resources.power": 32.5}, "resources.power"),
    Slip("water-small", {"resources.water": 1.42}, "resources.water"),
    Slip("gas-small", {"resources.gas": 4.4178}, "resources.gas"),
    Slip("wastewater-small", {"pollutants.wastewater": 0.126}, "pollutants.wastewater"),
    Slip("power-large", {"resources.power": 2e9, "resources.benefit": 50000}, "resources.power"),
    Slip("water-large", {"resources.water": 2e8, "resources.benefit": 20000}, "resources.water"),
    Slip("coal-large", {"resources.coal": 2e6, "resources.benefit": 50000}, "resources.coal"),
    Slip("oil-large", {"resources.oil": 2e5, "resources.benefit": 50000}, "resources.oil"),
    Slip("gas-large", {"resources.gas": 2e9, "resources.benefit": 250000}, "resources.gas"),
    Slip("wastewater-large", {"pollutants.wastewater": 2e8}, "pollutants.wastewater"),
    Slip("benefit-low", {"resources.benefit": 1.6845}, "resources.benefit"),
    Slip("benefit-large", {"resources.benefit": 1684500}, "resources.benefit"),
    Slip("grid-given", {"factor.grid": None}, "resources.power_co2"),
    Slip("grid-range", {"factor.grid": 776.9}, "resources.power_co2"),
    Slip("gas-given", {"factor.gas": None}, "resources.gas_co2"),
    Slip("gas-range", {"factor.gas": 1.34}, "resources.gas_co2"),
)  # fmt: skip


# --- bureau ------------------------------------------------------------------------------------------------------

BODIES = ("development_reform", "environment", "industry", "provincial_centre")

MENDED: Change = {  # the Panjin filing as it would pass, with every conditional part in use
    "cover.filler": "填表人", "cover.contact": "0427-0000000", "cover.county": "兴隆台区",
    "mandatory.published.planned": "/", "schemes.investment.government": "/",
    "disclosure.name@1": "强制性清洁生产审核企业名单公告", "disclosure.publisher@1": "盘锦市生态环境局",
    "disclosure.carrier@1": "局网站",
    "mandatory.audits.passed": 2, "voluntary.audits.passed": 2, "voluntary.audits.assessed": 3,
    "training.officials.five_years.count": 60,
    "voluntary_resources.industry@2": "C4412电力、热力生产和供应业",
    "reported.voluntary_resources.power_co2@1": 131.4, "reported.voluntary_resources.co2@1": 131.37,
    "reported.voluntary_resources.power_co2@2": 5749.06, "reported.voluntary_resources.co2@2": 5749,
    "renovation.national.count": 1, "renovation.national.amount": 100,
    "renovation.local.count": 2, "renovation.local.amount": 60.5,
    "fund.established": "是", "fund.document": "专项资金管理办法", "fund.purpose": "补助审核", "fund.amount": 200,
    "fund.source": "市级财政",
    "capacity.experts.established": "是", "capacity.experts.document": "专家库名单通知",
    "capacity.experts.by_industry": "是", "capacity.experts.count": 30, "capacity.experts.department": "市生态环境局",
    **{f"support.bodies.{body}.{part}": given for body in BODIES for part, given in (("name", "某院"), ("staff", 8))},
    "support.city_centres.name@1": "盘锦市清洁生产中心", "support.city_centres.staff@1": 5,
}  # fmt: skip
NO_INVESTMENT_1: Change = {"reported.schemes.investment.total": None, **NO_INVESTMENT}
NO_SCHEMES_1: Change = {"reported.schemes.carried_out.total": None, **NO_SCHEMES}
NOBODY_ACCEPTED: Change = {
    **{f"{kind}.audits.passed": "/" for kind in ("mandatory", "voluntary")},
    **{f"{register}.{column}@{row}": None for register, columns in (
        ("pollutants", ("name", "industry", *POLLUTANTS, "others")),
        ("resources", ("name", "industry", *SAVED, "others", "benefit"))
    ) for prefix in ("", "voluntary_") for register in (prefix + register,) for column in columns for row in (1, 2)},
}  # fmt: skip


def bodies() -> Iterator[Slip]:
    for body in BODIES:
        code = body.replace("_", "-")
        name, staff = f"support.bodies.{body}.name", f"support.bodies.{body}.staff"
        yield Slip(f"support-{code}-name", {name: None}, name)
        yield Slip(f"support-{code}-staff", {staff: None}, staff)


TABLE_1 = (
    Slip("cover-city", {"cover.city": None}, "cover.city"),
    Slip("published-total", {"reported.mandatory.published.total": 6}, "mandatory.published.total"),
    Slip("mandatory-audits-total", {"reported.mandatory.audits.total": 3}, "mandatory.audits.total"),
    Slip("voluntary-audits-total", {"reported.voluntary.audits.total": 0}, "voluntary.audits.total"),
    Slip("proposed-total", {"reported.schemes.proposed.total": 40}, "schemes.proposed.total"),
    Slip("carried-out-total", {"reported.schemes.carried_out.total": 41}, "schemes.carried_out.total"),
    Slip("investment-total", {"reported.schemes.investment.total": 1400.71}, "schemes.investment.total"),
    Slip("audited-published", {"mandatory.audits.own": 4, "reported.mandatory.audits.total": 6},
         "mandatory.audits.total"),
    Slip("disclosed-published", {"mandatory.disclosure.count": 6}, "mandatory.disclosure.count"),
    Slip("published-announced", {f"disclosure.{column}@1": None for column in ("name", "publisher", "carrier")},
         "mandatory.published.total"),
    Slip("disclosure-content", {"mandatory.disclosure.content": "/"}, "mandatory.disclosure.content"),
    Slip("disclosure-carrier", {"mandatory.disclosure.carrier": None}, "mandatory.disclosure.carrier"),
    Slip("mandatory-accepted-assessed", {"mandatory.audits.failed": 2}, "mandatory.audits.passed"),
    Slip("voluntary-accepted-assessed", {"voluntary.audits.assessed": 1}, "voluntary.audits.passed"),
    Slip("schemes-low", {"schemes.carried_out.low": 30, "reported.schemes.carried_out.total": 37},
         "schemes.carried_out.low"),
    Slip("schemes-high", {"schemes.carried_out.high": 13, "reported.schemes.carried_out.total": 42},
         "schemes.carried_out.high"),
    Slip("schemes-high-investment", NO_INVESTMENT_1, "schemes.investment.own"),
    Slip("schemes-low-investment", {**NO_INVESTMENT_1, "schemes.carried_out.high": "/",
                                    "reported.schemes.carried_out.total": 29}, "schemes.investment.own"),
    Slip("schemes-investment-only", {**NO_SCHEMES_1, **NOBODY_ACCEPTED}, "schemes.carried_out.low"),
    Slip("schemes-investment-unit", {"schemes.investment.own": 14007200,
                                     "reported.schemes.investment.total": 14007200}, "schemes.investment.own"),
    Slip("schemes-proposed", {"schemes.proposed.low": 0, "schemes.proposed.high": 0, **NO_INVESTMENT_1,
                              "reported.schemes.proposed.total": None, **NO_SCHEMES_1, **NOBODY_ACCEPTED},
         "schemes.proposed.low"),
    Slip("schemes-carried-out", {**NO_SCHEMES_1, **NO_INVESTMENT_1}, "schemes.carried_out.low"),
    Slip("renovation-national-count", {"renovation.national.count": None}, "renovation.national.count"),
    Slip("renovation-national-amount", {"renovation.national.amount": None}, "renovation.national.amount"),
    Slip("renovation-national-unit", {"renovation.national.amount": 1000000}, "renovation.national.amount"),
    Slip("renovation-local-count", {"renovation.local.count": 0}, "renovation.local.count"),
    Slip("renovation-local-amount", {"renovation.local.amount": 0}, "renovation.local.amount"),
    Slip("renovation-local-unit", {"renovation.local.amount": 605000}, "renovation.local.amount"),
    *(Slip(f"fund-{each}", {f"fund.{each}": None}, f"fund.{each}") for each in ("document", "purpose", "amount",
                                                                                 "source")),
    Slip("fund-established", {"fund.established": "否"}, "fund.established"),
    Slip("training-sessions", {"training.local.sessions": None}, "training.local.sessions"),
    Slip("training-attendances", {"training.local.sessions": 16}, "training.local.attendances"),
    Slip("training-five-years-count", {"training.officials.five_years.count": None},
         "training.officials.five_years.count"),
    Slip("training-five-years-share", {"training.officials.five_years.percent": None},
         "training.officials.five_years.percent"),
    Slip("training-five-years-year", {"training.officials.five_years.count": 0,
                                      "training.officials.five_years.percent": 0},
         "training.officials.five_years.count"),
    Slip("training-share-zero", {"training.officials.five_years.percent": 0}, "training.officials.five_years.percent"),
    Slip("training-share", {"training.officials.five_years.percent": 0.002}, "training.officials.five_years.percent"),
    Slip("agency-staff", {"capacity.agencies.staff@3": 0}, "capacity.agencies.staff", 3),
    Slip("agencies-listed", {f"capacity.agencies.{column}@{row}": None for column in ("name", "staff")
                             for row in range(1, 5)}, "mandatory.audits.agency"),
    *(Slip(f"experts-{each.replace('_', '-')}", {f"capacity.experts.{each}": None}, f"capacity.experts.{each}")
      for each in ("document", "by_industry", "count", "department", "established")),
    *bodies(),
    Slip("support-city-centre-staff", {"support.city_centres.staff@1": None}, "support.city_centres.staff", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Performance:
    """Table 2 or 3: the slips are the same, in other registers."""

    code: str
    audits: str
    pollutants: str
    resources: str

    def on_paper(self, **given: Given) -> Change:
        """What paper says for the first row, and nothing else there."""
        columns = ("power_co2", "coal_co2", "oil_co2", "gas_co2", "co2")
        return {f"reported.{self.resources}.{column}@1": given.get(column) for column in columns}

    def saved(self, **given: Given) -> Change:
        """The first row saves this, and paper says nothing about carbon."""
        return {**self.on_paper(), **{f"{self.resources}.{column}@1": value for column, value in given.items()}}

    def emptied(self, register: str, columns: Sequence[str]) -> Change:
        return {f"{register}.{column}@1": None for column in ("name", "industry", *columns, "others")}

    def only_one(self, quantity: str) -> Change:
        """No row of either table saves ``quantity``, except the first of this one; nothing is copied from paper."""
        changes: dict[str, Given] = {}
        for register in ("resources", "voluntary_resources"):
            for row in (1, 2):
                changes |= {f"reported.{register}.{column}@{row}": None
                            for column in ("power_co2", "coal_co2", "oil_co2", "gas_co2", "co2")}  # fmt: skip
                changes |= {f"{register}.{quantity}@{row}": "/", f"{register}.water@{row}": 500}
        return {**changes, f"{self.resources}.{quantity}@1": 5000}

    def slips(self) -> Iterator[Slip]:
        p, r = self.pollutants, self.resources
        passed = f"{self.audits}.audits.passed"
        nothing = {f"{p}.{each}@1": "/" for each in (*POLLUTANTS, "others")}
        yield self.slip("in-second", {**self.on_paper(), **self.emptied(r, (*SAVED, "benefit"))}, f"{r}.name")
        yield self.slip("in-first", {**self.emptied(p, POLLUTANTS), passed: 1}, f"{p}.name")
        yield self.slip("same-name", {f"{r}.name@1": "另一家公司"}, f"{r}.name")
        yield self.slip("same-industry", {f"{r}.industry@1": "C2720化学药品制剂制造"}, f"{r}.industry")
        yield Slip(f"{self.code}-scope", {passed: 3}, passed)
        yield self.slip("no-effect", {**nothing, **self.saved(**dict.fromkeys((*SAVED, "others"), "/"))}, f"{p}.name")
        for fuel, quantity, wrong in (
            ("power", 30000, 30000), ("coal", 10, 19.804), ("oil", 5, 14.3), ("gas", 44178, 140.8)
        ):  # fmt: skip
            co2 = f"{fuel}_co2"
            bare = self.saved(power="/")
            yield self.slip(f"{fuel}-co2", {**bare, **self.saved(**{fuel: quantity}), **self.on_paper(**{co2: wrong})},
                            f"{r}.{co2}")  # fmt: skip
            yield self.slip(f"{fuel}-co2-only", {**bare, **self.on_paper(**{co2: 5})}, f"{r}.{fuel}")
            yield self.slip(f"{fuel}-co2-na", {**self.saved(**{fuel: quantity}), **self.on_paper(**{co2: "/"})},
                            f"{r}.{co2}")  # fmt: skip
        yield self.slip("co2", {f"reported.{r}.co2@1": 99}, f"{r}.co2")
        yield self.slip("power-small", self.saved(power=740), f"{r}.power")
        yield self.slip("water-small", self.saved(water=0.06), f"{r}.water")
        yield self.slip("gas-small", self.saved(gas=4.4178), f"{r}.gas")
        yield self.slip("wastewater-small", {f"{p}.wastewater@1": 0.065}, f"{p}.wastewater")
        yield self.slip("power-large", self.saved(power=2e9, benefit=50000), f"{r}.power")
        yield self.slip("water-large", self.saved(water=2e8, benefit=20000), f"{r}.water")
        yield self.slip("coal-large", self.saved(coal=2e6, benefit=50000), f"{r}.coal")
        yield self.slip("oil-large", self.saved(oil=2e5, benefit=50000), f"{r}.oil")
        yield self.slip("gas-large", self.saved(gas=2e9, benefit=250000), f"{r}.gas")
        yield self.slip("wastewater-large", {f"{p}.wastewater@1": 2e8}, f"{p}.wastewater")
        yield self.slip("benefit-low", {f"{r}.benefit@1": 0.1}, f"{r}.benefit")
        yield self.slip("benefit-large", {f"{r}.benefit@1": 1266700}, f"{r}.benefit")
        for parameter, quantity, beyond in (("grid", "power", 7769), ("gas", "gas", 1.09)):
            place = f"{r}.total.{quantity}_co2"
            only = self.only_one(quantity)
            yield Slip(f"{self.code}-{parameter}-given", {**only, f"factor.{parameter}": None}, place)
            yield Slip(f"{self.code}-{parameter}-range", {**only, f"factor.{parameter}": beyond}, place)

    def slip(self, code: str, change: Change, field: str) -> Slip:
        return Slip(f"{self.code}-{code}", change, field, 1)


BUREAU = (
    *TABLE_1,
    *Performance("table2", "mandatory", "pollutants", "resources").slips(),
    *Performance("table3", "voluntary", "voluntary_pollutants", "voluntary_resources").slips(),
)


# --- miit --------------------------------------------------------------------------------------------------------

TOPS = ("steel", "machinery.total", "building_materials.total", "nonferrous.total", "textiles", "pharmaceuticals",
        "chemicals.total", "electrolytic_manganese", "electronics", "light_industry.total")  # fmt: skip
EFFECTS = ("cod", "ammonia", "so2", "nox", "dust", "mercury", "chromium", "lead", "cadmium", "arsenic", "energy",
           "water", "benefit")  # fmt: skip


def miit_value(field: str) -> float:
    value = example("miit-2024").cells[field]
    assert isinstance(value, float)
    return value


def raised(**by: float) -> Change:
    """Fields of the miit example (``__`` for a dot), with so much added."""
    return {field: miit_value(field) + more for field, more in ((key.replace("__", "."), by[key]) for key in by)}


def less(field: str, year: str) -> Change:
    """A cumulative value that is a little, or by half, less than the year's."""
    this = miit_value(year)
    return {field: this - 1 if this >= 1 and this.is_integer() else round(this / 2, 4)}


def pairs() -> Iterator[tuple[str, str, str]]:
    """Check, cumulative field and year field of every pair, as the checks themselves name them."""
    for check in kind_of("miit-2024", "bureau").checks:
        if check.id.endswith("-cumulative") and check.severity == "mandatory" and " >= " in check.expect.text:
            cumulative, year = check.expect.text.split(" >= ")
            yield check.id, cumulative, year


WITH_PAIR: Mapping[str, Change] = {  # what must change too, so that only the pair is wrong
    "audits-voluntary-cumulative": {"audits.mandatory.cumulative": 3315, "accepted.voluntary.cumulative": 51},
    "audits-mandatory-cumulative": {"audits.voluntary.cumulative": 3187, "accepted.mandatory.cumulative": 176},
    "renovation-proposed-cumulative": {"renovation.implemented.cumulative": 437},
    "agreements-signed-cumulative": {"agreements.supported.cumulative": 9},
}


def pair_slips() -> Iterator[Slip]:
    for code, cumulative, year in pairs():
        change = less(cumulative, year)
        if year.removeprefix("industries.year.") in TOPS or year == "industries.year.other":
            more = miit_value(cumulative) + 1 - miit_value(year)
            change = {year: miit_value(cumulative) + 1,
                      "audits.voluntary.year": miit_value("audits.voluntary.year") + more}  # fmt: skip
        elif miit_value(year) == 0:
            change = {year: miit_value(cumulative) + 1}
        yield Slip(code, {**change, **WITH_PAIR.get(code, {})}, cumulative)


def part_slips() -> Iterator[Slip]:
    for period in ("year", "cumulative"):
        for group in ("machinery", "building_materials", "nonferrous", "chemicals", "light_industry"):
            above = f"industries.{period}.{group}."
            cells = example("miit-2024").cells
            parts = sum(miit_value(each) for each in cells if each.startswith(above) and not each.endswith(".total"))
            moved = miit_value(f"{above}total") - (parts - 1)
            change = {f"{above}total": parts - 1, **raised(**{f"industries__{period}__other": moved})}
            yield Slip(f"industries-{group.replace('_', '-')}-parts-{period}", change, f"{above}total")


NO_FUNDING: Change = {f"renovation.funding.{level}.{period}": 0
                      for level in ("central", "local") for period in ("year", "cumulative")}  # fmt: skip
NOBODY_THIS_YEAR: Change = {"accepted.voluntary.year": 0, "accepted.mandatory.year": 0}
NOBODY_EVER: Change = {**NOBODY_THIS_YEAR, "accepted.voluntary.cumulative": 0, "accepted.mandatory.cumulative": 0}
SMALL_EFFECTS: Change = {f"effects.{period}.{each}": 1
                         for period in ("year", "cumulative") for each in ("energy", "water", "benefit")}  # fmt: skip

MIIT = (
    *pair_slips(),
    *part_slips(),
    Slip("industries-total-year", raised(industries__year__other=1), "industries.year.steel"),
    Slip("industries-total-cumulative", raised(industries__cumulative__other=1), "industries.cumulative.steel"),
    Slip("accepted-audited-voluntary", {"accepted.voluntary.cumulative": 1043}, "accepted.voluntary.cumulative"),
    Slip("accepted-audited-mandatory", {"accepted.mandatory.cumulative": 2359}, "accepted.mandatory.cumulative"),
    Slip("renovation-implemented-year", {"renovation.implemented.year": 613}, "renovation.implemented.year"),
    Slip("renovation-implemented", {"renovation.implemented.cumulative": 7836}, "renovation.implemented.cumulative"),
    Slip("renovation-funding-year", {"renovation.investment.year": 8618.5}, "renovation.investment.year"),
    Slip("renovation-funding-cumulative", {"renovation.funding.central.cumulative": 3900000},
         "renovation.investment.cumulative"),
    Slip("renovation-invested-year", {"renovation.investment.year": 0, "renovation.funding.central.year": 0,
                                      "renovation.funding.local.year": 0}, "renovation.investment.year"),
    Slip("renovation-invested-cumulative", {"renovation.investment.year": 0, "renovation.investment.cumulative": 0,
                                            "renovation.implemented.year": 0, **NO_FUNDING},
         "renovation.investment.cumulative"),
    Slip("renovation-investment-unit-year", {"renovation.investment.year": 8740001,
                                             "renovation.investment.cumulative": 9000000},
         "renovation.investment.year"),
    Slip("renovation-investment-unit-cumulative", {"renovation.investment.cumulative": 1.3e8},
         "renovation.investment.cumulative"),
    Slip("renovation-accepted-year", {**NOBODY_THIS_YEAR, **SMALL_EFFECTS}, "renovation.implemented.year"),
    Slip("renovation-accepted-cumulative", {**NOBODY_EVER, "renovation.implemented.year": 0, **SMALL_EFFECTS},
         "renovation.implemented.cumulative"),
    Slip("effects-none-year", {f"effects.year.{each}": 0 for each in EFFECTS}, "effects.year.cod"),
    Slip("effects-none-cumulative", {**NOBODY_THIS_YEAR, "renovation.implemented.year": 0,
                                     **{f"effects.{period}.{each}": 0 for period in ("year", "cumulative")
                                        for each in EFFECTS}}, "effects.cumulative.cod"),
    Slip("effects-energy-unit-year", {"effects.year.energy": 2500, "effects.cumulative.energy": 2500},
         "effects.year.energy"),
    Slip("effects-energy-unit-cumulative", {"effects.cumulative.energy": 26000}, "effects.cumulative.energy"),
    Slip("effects-water-unit-year", {"effects.year.water": 230000, "effects.cumulative.water": 230000},
         "effects.year.water"),
    Slip("effects-water-unit-cumulative", {"effects.cumulative.water": 2.6e6}, "effects.cumulative.water"),
    Slip("effects-benefit-unit-year", {"effects.year.benefit": 5e6, "effects.cumulative.benefit": 5e6},
         "effects.year.benefit"),
    Slip("effects-benefit-unit-cumulative", {"effects.cumulative.benefit": 5.2e7}, "effects.cumulative.benefit"),
    Slip("training-leaders-within-year", {"training.leaders.year": 9241, "training.leaders.cumulative": 9241},
         "training.leaders.year"),
    Slip("training-leaders-within-cumulative", {"training.leaders.cumulative": 121301}, "training.leaders.cumulative"),
    Slip("training-attended-year", {"training.companies.year": 9593, "training.companies.cumulative": 9593},
         "training.companies.year"),
    Slip("training-attended-cumulative", {"training.companies.cumulative": 125611}, "training.companies.cumulative"),
    Slip("documents-since-2011", {"documents.issued@1": date(2010, 12, 31)}, "documents.issued", 1),
    Slip("documents-until-year", {"documents.issued@4": date(2025, 1, 1)}, "documents.issued", 4),
    Slip("agencies-staff", {"capacity.agencies.staff": 46}, "capacity.agencies.staff"),
    Slip("agencies-number", {"capacity.agencies.number": 0}, "capacity.agencies.number"),
    Slip("experts-number", {"capacity.experts.number": None}, "capacity.experts.number"),
    Slip("experts-available", {"capacity.experts.available": "无"}, "capacity.experts.number"),
    Slip("agreements-supported-year", {"agreements.supported.year": 23}, "agreements.supported.year"),
    Slip("agreements-supported", {"agreements.supported.cumulative": 188}, "agreements.supported.cumulative"),
)  # fmt: skip


# --- tests -------------------------------------------------------------------------------------------------------


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
    assert [(each.field, each.row) for each in mine] == [(slip.field, slip.row)]
    check = next(each for each in case.kind.checks if each.id == slip.code)
    assert (mine[0].severity, mine[0].fix) == (check.severity, check.fix)
    assert "{" not in mine[0].message
    assert "  " not in mine[0].message, "a value is missing in the message"


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_blank_workbook_fails_no_check(case: Case) -> None:
    codes = {check.id for check in case.kind.checks}
    blank = results(case.form, case.kind, EMPTY)
    assert {each.code for each in findings(blank)} == {"finding-required"}
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
        ("finding-required", "mandatory.published.planned", 0),
        ("finding-required", "schemes.investment.government", 0),
        # 近五年累计培训人数及比例: 20%, and no number of persons
        ("training-five-years-count", "training.officials.five_years.count", 0),
        # 5 enterprises published, and no announcement listed in section 二
        ("published-announced", "mandatory.published.total", 0),
        # 3 passed, 表2 lists 2; nobody passed, 表3 lists 2
        ("table2-scope", "mandatory.audits.passed", 0),
        # 表3-1 says C4412电力、热力生产和供应业, 表3-2 says 电力、热力生产和供应业
        ("table3-same-industry", "voluntary_resources.industry", 2),
        ("table3-scope", "voluntary.audits.passed", 0),
        # 131.1 for 131.374; 4299.4, which is 7400 MWh times 0.5810
        ("table3-power-co2", "voluntary_resources.power_co2", 1),
        ("table3-power-co2", "voluntary_resources.power_co2", 2),
    ]
    assert verdict(told) is Verdict.FAIL
    assert "反推的系数为 0.581 tCO2/MWh" in [each.message for each in findings(told)][-1]


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
