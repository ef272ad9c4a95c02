"""Slips of the industry ministry's form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tests.qingbiao.slips import Change, Slip, example, kind_of

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


def last_slips() -> Iterator[Slip]:
    """Last year's cumulative value over this year's."""
    for code, cumulative, _ in pairs():
        yield Slip(f"{code.removesuffix('-cumulative')}-last-year",
                   {f"last.{cumulative}": miit_value(cumulative) + 1}, cumulative)  # fmt: skip


def part_slips() -> Iterator[Slip]:
    """Totals that are less than the largest of their parts by one, or less than all of them together."""
    for period in ("year", "cumulative"):
        for group in ("machinery", "building_materials", "nonferrous", "chemicals", "light_industry"):
            above, cells = f"industries.{period}.{group}.", example("miit-2024").cells
            parts = [miit_value(each) for each in cells if each.startswith(above) and not each.endswith(".total")]
            for code, total in (("part", max(parts) - 1), ("parts", max(*parts, sum(parts) - 1)))[: len(parts)]:
                moved = miit_value(f"{above}total") - total
                change = {f"{above}total": total, **raised(**{f"industries__{period}__other": moved})}
                if code == "parts" and sum(parts) == max(parts):  # only one of them has any
                    change |= {each: 1 for each in cells if each.endswith(f".{group}.rare_earth")}
                yield Slip(f"industries-{group.replace('_', '-')}-{period}-{code}", change, f"{above}total")


NO_FUNDING: Change = {f"renovation.funding.{level}.{period}": 0
                      for level in ("central", "local") for period in ("year", "cumulative")}  # fmt: skip
NOBODY_THIS_YEAR: Change = {"accepted.voluntary.year": 0, "accepted.mandatory.year": 0}
NOBODY_EVER: Change = {**NOBODY_THIS_YEAR, "accepted.voluntary.cumulative": 0, "accepted.mandatory.cumulative": 0}
NO_EFFECTS_THIS_YEAR: Change = {f"effects.year.{each}": 0 for each in EFFECTS}
NO_EFFECTS_EVER: Change = {**NO_EFFECTS_THIS_YEAR, **{f"effects.cumulative.{each}": 0 for each in EFFECTS}}

MIIT = (
    *pair_slips(),
    *last_slips(),
    Slip("documents-number", {"documents.number@2": example("miit-2024").columns["documents.number"][0]},
         "documents.number", 1, twin=2),
    Slip("documents-name", {"documents.number@1": "无", "documents.number@2": None,
                            "documents.name@2": example("miit-2024").columns["documents.name"][0]},
         "documents.name", 1, twin=2),
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
    Slip("renovation-accepted-year", {**NOBODY_THIS_YEAR, **NO_EFFECTS_THIS_YEAR}, "renovation.implemented.year"),
    Slip("renovation-accepted-cumulative", {**NOBODY_EVER, "renovation.implemented.year": 0, **NO_EFFECTS_EVER},
         "renovation.implemented.cumulative"),
    Slip("effects-none-year", NO_EFFECTS_THIS_YEAR, "effects.year.cod"),
    Slip("effects-none-cumulative", {**NOBODY_THIS_YEAR, "renovation.implemented.year": 0, **NO_EFFECTS_EVER},
         "effects.cumulative.cod"),
    Slip("effects-only-year", {**NOBODY_THIS_YEAR, "renovation.implemented.year": 0}, "effects.year.cod"),
    Slip("effects-only-cumulative", {**NOBODY_EVER, "renovation.implemented.year": 0,
                                     "renovation.implemented.cumulative": 0, **NO_EFFECTS_THIS_YEAR},
         "effects.cumulative.cod"),
    *(Slip(f"effects-{each}-unit-{period}", {f"effects.{other}.{each}": 1e9 for other in periods},
           f"effects.{period}.{each}", also=tuple(f"effects-{each}-unit-{other}" for other in periods))
      for period, periods in (("year", ("year", "cumulative")), ("cumulative", ("cumulative",))) for each in EFFECTS),
    Slip("training-leaders-within-year", {"training.leaders.year": 9241, "training.leaders.cumulative": 9241},
         "training.leaders.year"),
    Slip("training-leaders-within-cumulative", {"training.leaders.cumulative": 121301}, "training.leaders.cumulative"),
    Slip("training-no-companies-year", {"training.companies.year": 0}, "training.companies.year"),
    Slip("training-no-companies-cumulative", {"training.companies.year": 0, "training.companies.cumulative": 0,
                                              "training.staff.year": 0, "training.leaders.year": 0},
         "training.companies.cumulative"),
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
