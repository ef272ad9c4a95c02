"""A register of many rows, filled in: numbers that differ from row to row, and a few mistakes of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Final

from bench.subject import MANY, REGISTER, ROOT, form
from generator.planning import capacities_for
from generator.workbook import build_workbook
from qingbiao.examination import examine
from qingbiao.filing import Computed, Filing, ParameterEntry, compute
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.findings import Result
from qingbiao.form import Kind
from qingbiao.values import NA, Value

PARTNER: Final = "pollutants"
"""The other register with the same rows."""
EXAMPLE: Final = ROOT / "examples" / "panjin-2024.yaml"
QUANTITIES: Final = {"water": 5e4, "power": 1e6, "coal": 500.0, "oil": 50.0, "gas": 1e6}
REPORTED: Final = ("power_co2", "coal_co2", "oil_co2", "gas_co2")
FACTORS: Final = {"grid": 0.7769, "gas": 1.15}
CHECKS: Final = (
    *(f"table2-{name}-co2" for name in ("power", "coal", "oil", "gas")),
    *(f"table2-{name}-small" for name in ("power", "water", "gas")),
    *(f"table2-{name}-large" for name in QUANTITIES),
    "table2-benefit-low",
    "table2-benefit-large",
)
"""The checks that look at one row of one table: what a peer can be asked too."""
_LISTED: Final = "C2710 化学药品原料药制造"
_ONE_IN: Final = 200
"""Rows to a mistake."""


@cache
def example() -> Filing:
    """A real bureau's filing."""
    edition, kind = form()
    return filing_from(read_filing_file(EXAMPLE), edition, kind, as_given=True)


_REASON: Final = "按第{number}号原始凭证逐笔重算，与台账一致"
_MISSING: Final[Mapping[str, Value]] = {
    "cover.filler": "张三",
    "cover.contact": "0427-1234567",
    "mandatory.published.planned": 5.0,
    "schemes.investment.government": 0.0,
    "training.officials.five_years.count": 20.0,
}
"""What the city has left out."""


@cache
def in_order(rows: int = 0) -> Filing:
    """What can be submitted: nothing left out, no mistakes, a reason beside each check that asks for one.

    The city's own where no number of rows is given.
    """
    kind = form()[1]
    given = filing(rows) if rows else example()
    columns = {key: [NA if value == -1.0 else value for value in column] for key, column in given.columns.items()}
    mended = replace(given, cells={**given.cells, **_MISSING}, columns=columns)
    results = examine(kind, mended, compute(kind, mended, 2024, capacities_for(kind, {REGISTER: rows} if rows else {})))
    asked = [result.code for result in results if result.needs_explanation]
    reasons = {code: _REASON.format(number=number) for number, code in enumerate(asked, 1)}
    return replace(mended, explanations={**mended.explanations, **reasons})


@cache
def filing(rows: int = MANY) -> Filing:
    """The bureau's filing with many enterprises in both tables."""
    kind, random = form()[1], Random(1)
    columns: dict[str, Sequence[Value]] = {}
    names: list[Value] = [f"第{number}号清洁生产示范有限责任公司" for number in range(rows)]
    for each in (*kind.columns(PARTNER), *kind.columns(REGISTER)):
        if each.name == "name":
            columns[each.id] = names
        elif each.name == "industry":
            columns[each.id] = [_LISTED] * rows
        elif not each.computed:
            most = QUANTITIES.get(each.name, 100.0)
            columns[each.id] = [_value(random, most) if each.numeric else NA for _ in range(rows)]
    columns[f"{REGISTER}.benefit"] = [round(random.uniform(200, 900), 2) for _ in range(rows)]
    parameters = {name: ParameterEntry(own=value, own_source="来源") for name, value in FACTORS.items()}
    given = example().updated(Filing(columns=columns, parameters=parameters))
    computed = compute(kind, given, 2024, dict.fromkeys(kind.registers, rows))
    reported = {f"{REGISTER}.{name}": _copied(random, computed.columns[f"{REGISTER}.{name}"]) for name in REPORTED}
    others = {key: column for key, column in given.reported_columns.items() if not key.startswith(f"{REGISTER}.")}
    return replace(given, reported_columns={**others, **reported})


def _value(random: Random, most: float) -> Value:
    if random.random() < 0.1:
        return NA
    if random.random() < 1 / _ONE_IN:
        return random.choice((-1.0, most * 1e4))
    return round(random.uniform(most / 100, most), random.choice((0, 1, 2)))


def _copied(random: Random, column: Sequence[Value]) -> list[Value]:
    """What a paper table says: rounded, and now and then wrong."""
    factor = lambda: 2.0 if random.random() < 1 / _ONE_IN else 1.0  # noqa: E731
    return [round(v * factor(), random.choice((0, 1, 2, 3))) if isinstance(v, float) else v for v in column]


def workbook(rows: int = MANY) -> bytes:
    """The filing as a workbook."""
    edition, kind = form()
    return build_workbook(edition, kind, filing(rows), {REGISTER: rows}).content


def workbook_in_order(rows: int = 0) -> bytes:
    """As :func:`in_order`, as a workbook."""
    edition, kind = form()
    return build_workbook(edition, kind, in_order(rows), {REGISTER: rows} if rows else None).content


def table_alone() -> tuple[Kind, Filing, Computed]:
    """The one table with the rules that a peer can be asked too: the fields' own, and :data:`CHECKS`."""
    kind = form()[1]
    fields = {each.id: each for each in kind.columns(REGISTER)}
    checks = tuple(check for check in kind.checks if check.id in CHECKS)
    order = tuple(field_id for field_id in kind.order if field_id in fields)
    alone = replace(kind, fields=fields, checks=checks, order=order, entries={}, last=())
    given = filing()
    return alone, given, compute(alone, given, 2024, {REGISTER: MANY})


def ours() -> dict[str, int]:
    """How many findings each rule has, by our examination."""
    kind, given, computed = table_alone()
    return counted(examine(kind, given, computed))


def counted(results: Sequence[Result]) -> dict[str, int]:
    """Findings by rule; rules without any are left out."""
    return {result.code: len(result.findings) for result in results if result.findings}
