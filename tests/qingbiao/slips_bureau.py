"""Slips of the bureau's workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.qingbiao.slips import Change, Given, Slip, example
from tests.qingbiao.slips_enterprise import (
    LARGE_SAVINGS,
    NO_INVESTMENT,
    NO_SCHEMES,
    POLLUTANTS,
    SAVED,
    area_slips,
)

FIRST, FIRST_VOLUNTARY, AGENCY = (
    str(example("panjin-2024").columns[column][0])
    for column in ("pollutants.name", "voluntary_pollutants.name", "capacity.agencies.name")
)
BODIES = ("development_reform", "environment", "industry", "provincial_centre")

MENDED: Change = {  # the Panjin filing as it would pass, with every conditional part in use
    "cover.filler": "填表人", "cover.contact": "0427-0000000", "cover.county": "兴隆台区",
    "mandatory.published.planned": "/", "schemes.investment.government": "/",
    "disclosure.name@1": "强制性清洁生产审核企业名单公告", "disclosure.publisher@1": "盘锦市生态环境局",
    "disclosure.carrier@1": "局网站",
    "mandatory.audits.passed": 2, "voluntary.audits.passed": 2, "voluntary.audits.assessed": 3,
    "training.officials.five_years.count": 60,
    "voluntary_pollutants.industry@2": "电力、热力生产和供应业",
    "reported.resources.power_co2@1": 23.304, "reported.resources.co2@1": 23.3,
    "reported.voluntary_resources.power_co2@1": 131.36, "reported.voluntary_resources.co2@1": 131.36,
    "reported.voluntary_resources.power_co2@2": 5748.32, "reported.voluntary_resources.co2@2": 5748,
    "renovation.national.count": 1, "renovation.national.amount": 100,
    "renovation.local.count": 2, "renovation.local.amount": 60.5,
    "fund.established": "是", "fund.document": "专项资金管理办法", "fund.purpose": "补助审核", "fund.amount": 200,
    "fund.source": "市级财政",
    "capacity.experts.established": "是", "capacity.experts.document": "专家库名单通知",
    "capacity.experts.by_industry": "是", "capacity.experts.count": 30, "capacity.experts.department": "市生态环境局",
    **{f"support.bodies.{body}.{part}": given for body in BODIES for part, given in (("name", "某院"), ("staff", 8))},
    "factor.grid.own": 0.7768, "factor.grid.own_source": "测试",
    "support.city_centres.name@1": "盘锦市清洁生产中心", "support.city_centres.staff@1": 5,
}  # fmt: skip
NO_INVESTMENT_1: Change = {"reported.schemes.investment.total": None, **NO_INVESTMENT}
NO_SCHEMES_1: Change = {"reported.schemes.carried_out.total": None, **NO_SCHEMES}
CARBON = ("power_co2", "coal_co2", "oil_co2", "gas_co2", "co2")
NO_PAPER: Change = {f"reported.{register}.{column}@{row}": None for register in ("resources", "voluntary_resources")
                    for column in CARBON for row in (1, 2)}  # fmt: skip
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
    Slip("documents-number", {"documents.number@1": "盘环发〔2024〕1号", "documents.number@2": "盘环发〔2024〕1号",
                              "documents.name@2": "另一个文件"}, "documents.number", 1, twin=2),
    Slip("documents-name", {"documents.number@1": "无", "documents.number@2": None, "documents.name@1": "同一个文件",
                            "documents.name@2": "同一个文件"}, "documents.name", 1, twin=2),
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
    Slip("disclosure-none", {"mandatory.disclosure.count": "/", "mandatory.disclosure.content": "无"},
         "mandatory.disclosure.count"),
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
    Slip("fund-unit", {"fund.amount": 2000000}, "fund.amount"),
    Slip("fund-not-established", {"fund.established": "否", "fund.amount": "/"}, "fund.established"),
    Slip("fund-established", {"fund.established": "否", **{f"fund.{each}": "/" for each in (
        "document", "purpose", "source")}}, "fund.established"),
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
    Slip("agencies-unique", {"capacity.agencies.name@2": AGENCY}, "capacity.agencies.name", 1, twin=2),
    Slip("agencies-alike", {"capacity.agencies.name@2": f"{AGENCY} "}, "capacity.agencies.name", 1, twin=2),
    Slip("agencies-listed", {f"capacity.agencies.{column}@{row}": None for column in ("name", "staff")
                             for row in range(1, 5)}, "mandatory.audits.agency"),
    *(Slip(f"experts-{each.replace('_', '-')}", {f"capacity.experts.{each}": None}, f"capacity.experts.{each}")
      for each in ("document", "by_industry", "count", "department", "established")),
    Slip("experts-not-established", {"capacity.experts.established": "否", "capacity.experts.count": "/",
                                     "capacity.experts.by_industry": None}, "capacity.experts.established"),
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
    first: str
    """The first enterprise."""

    def on_paper(self, **given: Given) -> Change:
        """What paper says for the first row, and nothing else there."""
        return {f"reported.{self.resources}.{column}@1": given.get(column) for column in CARBON}

    def saved(self, **given: Given) -> Change:
        """The first row saves this, and paper says nothing about carbon."""
        return {**self.on_paper(), **{f"{self.resources}.{column}@1": value for column, value in given.items()}}

    def emptied(self, register: str, columns: Sequence[str]) -> Change:
        return {f"{register}.{column}@1": None for column in ("name", "industry", *columns, "others")}

    def only_one(self, quantity: str) -> Change:
        """No row of either table saves ``quantity``, except the first of this one; nothing is copied from paper."""
        changes: dict[str, Given] = dict(NO_PAPER)
        for register in ("resources", "voluntary_resources"):
            for row in (1, 2):
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
        names, wrong, old = [f"{each}.name@2" for each in (p, r)], "C2720化学药品原料药制造", "C2710化学药品原药制造"
        yield Slip(f"{self.code}-unique", dict.fromkeys(names, self.first), f"{p}.name", 1, twin=2)
        near = self.first.replace("公司", "公 司")
        yield Slip(f"{self.code}-alike", dict.fromkeys(names, near), f"{p}.name", 1, twin=2)
        yield self.slip("industry", {f"{each}.industry@1": wrong for each in (p, r)}, f"{p}.industry")
        yield self.slip("industry-edition", {f"{each}.industry@1": old for each in (p, r)}, f"{p}.industry")
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
        yield self.slip("co2-na", self.on_paper(co2="/"), f"{r}.co2")
        yield self.slip("co2", {f"reported.{r}.co2@1": 99}, f"{r}.co2")
        yield self.slip("power-small", self.saved(power=740), f"{r}.power")
        yield self.slip("water-small", self.saved(water=0.06), f"{r}.water")
        yield self.slip("gas-small", self.saved(gas=4.4178), f"{r}.gas")
        yield self.slip("coal-small", self.saved(coal=0.5), f"{r}.coal")
        yield self.slip("oil-small", self.saved(oil=0.05), f"{r}.oil")
        yield self.slip("wastewater-small", {f"{p}.wastewater@1": 0.065}, f"{p}.wastewater")
        for each, most in LARGE_SAVINGS.items():
            yield self.slip(f"{each}-large", self.saved(**{each: most}, benefit=250000), f"{r}.{each}")
        for each in POLLUTANTS:
            yield self.slip(f"{each.replace('_', '-')}-large", {f"{p}.{each}@1": 2e8}, f"{p}.{each}")
        only_power = {**dict.fromkeys((*SAVED, "others"), "/"), "power": 1000, "benefit": 500}
        yield self.slip("benefit-price", self.saved(**only_power), f"{r}.benefit")
        yield self.slip("benefit-low", {f"{r}.benefit@1": 0.1}, f"{r}.benefit")
        yield self.slip("benefit-large", {f"{r}.benefit@1": 1266700}, f"{r}.benefit")
        for parameter, quantity in (("grid", "power"), ("gas", "gas")):
            place = f"{r}.total.{quantity}_co2"
            only = self.only_one(quantity)
            yield Slip(f"{self.code}-{parameter}-given", {**only, f"factor.{parameter}": None}, place)
        yield Slip(f"{self.code}-grid-range", {**self.only_one("power"), "factor.grid": 7769}, f"{r}.total.power_co2")

    def slip(self, code: str, change: Change, field: str) -> Slip:
        return Slip(f"{self.code}-{code}", change, field, 1)


MANDATORY = Performance("table2", "mandatory", "pollutants", "resources", FIRST)
OM: Change = {"factor.grid.own": None, "factor.grid.series": "区域电网基准线排放因子（OM）", "factor.grid.year": 2019}

BUREAU = (
    *TABLE_1,
    *MANDATORY.slips(),
    *area_slips("cover", {**MANDATORY.only_one("power"), **OM}),
    *Performance("table3", "voluntary", "voluntary_pollutants", "voluntary_resources", FIRST_VOLUNTARY).slips(),
    Slip(
        "table3-not-in-table2",
        {f"voluntary_{each}.name@1": FIRST for each in ("pollutants", "resources")},
        "voluntary_pollutants.name",
        1,
    ),
    Slip(
        "table3-alike-in-table2",
        {f"voluntary_{each}.name@1": f"{FIRST} " for each in ("pollutants", "resources")},
        "voluntary_pollutants.name",
        1,
    ),
    Slip("grid-chosen", {"factor.grid.own": None, "factor.grid.area": "全国"}, "factor.grid.area"),
    Slip("grid-series", {**NO_PAPER, "factor.grid.own": None}, "factor.grid.series"),
    Slip("grid-own", {**NO_PAPER, "factor.grid.own": 0.7769}, "factor.grid.own"),
    Slip("grid-source", {"factor.grid.own_source": None}, "factor.grid.own_source"),
    Slip("gas-source", {"factor.gas.own_source": None}, "factor.gas.own_source"),
)
