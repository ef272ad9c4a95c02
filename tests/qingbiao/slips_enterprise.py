"""Slips of the enterprise workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tests.qingbiao.slips import Change, Given, Slip, without

POLLUTANTS = ("wastewater", "cod", "ammonia_nitrogen", "total_phosphorus", "so2", "nox", "particulates", "solid_waste",
              "hazardous_waste", "vocs")  # fmt: skip
SAVED = ("water", "power", "coal", "oil", "gas")
LARGE_SAVINGS: Mapping[str, float] = {"water": 2e8, "power": 2e9, "coal": 2e6, "oil": 2e5, "gas": 2e9}

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
OLD_AVERAGE: Change = {"factor.grid.series": "区域电网平均二氧化碳排放因子（国家发展改革委）", "factor.grid.year": 2012}
NO_SCHEMES: Change = {"schemes.carried_out.low": 0, "schemes.carried_out.high": 0}


OM_OF: Mapping[str, str] = {
    "north": "华北", "northeast": "东北", "east": "华东", "central": "华中", "northwest": "西北", "south": "南方",
    "southwest": "西南",
}  # fmt: skip
IN_SHANDONG: Change = {"province": "山东省", "city": "济南市", "county": "历下区"}
SOUTHWEST: Change = {
    "factor.grid.series": "区域电力平均二氧化碳排放因子（生态环境部、国家统计局）",
    "factor.grid.year": 2023,
}


def area_slips(place: str, others: Change) -> Iterator[Slip]:
    """A grid chosen that the province is not in; nothing but the new averages has one in the south-west."""
    for region, area in OM_OF.items():
        change: dict[str, Given] = {**others, "factor.grid.area": area}
        if area == "东北":
            change |= {f"{place}.{level}": name for level, name in IN_SHANDONG.items()}
        if area == "西南":
            change |= SOUTHWEST
        also = ("grid-series",) if area == "西南" else ()
        yield Slip(f"{region}-grid-area", change, "factor.grid.area", also=also)


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
    Slip("started-early", {"audit.started": date(2021, 12, 31), **VOLUNTARY}, "audit.started"),
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
    Slip("coal-small", {"resources.coal": 0.5}, "resources.coal"),
    Slip("oil-small", {"resources.oil": 0.05}, "resources.oil"),
    Slip("wastewater-small", {"pollutants.wastewater": 0.126}, "pollutants.wastewater"),
    *(Slip(f"{each}-large", {f"resources.{each}": LARGE_SAVINGS[each], "resources.benefit": 250000},
           f"resources.{each}") for each in SAVED),
    *(Slip(f"{each.replace('_', '-')}-large", {f"pollutants.{each}": 2e8}, f"pollutants.{each}")
      for each in POLLUTANTS),
    Slip("benefit-low", {"resources.benefit": 1.6845}, "resources.benefit"),
    Slip("benefit-large", {"resources.benefit": 1684500}, "resources.benefit"),
    Slip("benefit-price", {"resources.others": "/", "resources.power": 1000, **dict.fromkeys(
        (f"resources.{each}" for each in ("water", "coal", "oil", "gas")), "/")}, "resources.benefit"),
    Slip("industry-code", {"company.industry": "C2710 化学药品制剂制造"}, "company.industry"),
    Slip("industry-edition-claimed", {"company.industry": "C2710 化学药品原药制造"}, "company.industry_edition"),
    Slip("grid-chosen", {"factor.grid.area": "全国"}, "factor.grid.area"),
    Slip("grid-series", OLD_AVERAGE, "factor.grid.series"),
    *area_slips("company", {}),
    Slip("grid-own", {"factor.grid.own": 0.7769, "factor.grid.own_source": "全国公告"}, "factor.grid.own"),
    Slip("grid-source", {"factor.grid.own": 0.9}, "factor.grid.own_source"),
    Slip("gas-source", {"factor.gas.own_source": None}, "factor.gas.own_source"),
    Slip("grid-given", {"factor.grid": None}, "resources.power_co2"),
    Slip("grid-range", {"factor.grid": 776.9}, "resources.power_co2"),
    Slip("gas-given", {"factor.gas": None}, "resources.gas_co2"),
)  # fmt: skip
