"""Every formula cell of a settled plan with the value that we say it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from generator.plan import Plan, Settled, letters
from qingbiao.memo import memo
from qingbiao.values import BLANK, Value, to_cell

Values = dict[tuple[str, str], float | str]
"""By sheet and address."""


@memo
def _formulas(plan: Plan) -> list[tuple[tuple[str, str], str, int]]:
    """Of every formula cell: sheet and address, its slot's key, and the place of its value in the slot's column."""
    return list(_slots(plan))


def _slots(plan: Plan) -> Iterator[tuple[tuple[str, str], str, int]]:
    for sheet, row, cell, slot in plan.slots():
        if slot.formula is not None:
            for shift in range(row.repeat):
                yield (sheet.name, f"{letters(cell.column)}{row.number + shift}"), slot.key, slot.index + shift


def settled_values(settled: Settled) -> Values:
    """What our own computation says stands in each formula cell."""
    values = settled.values
    return {spot: shown(value_at(values.get(key, BLANK), index)) for spot, key, index in _formulas(settled.plan)}


def value_at(value: object, index: int) -> Value:
    """A single value, or that of a row in a column."""
    if isinstance(value, list | tuple):
        return value[index] if index < len(value) else BLANK
    return value  # type: ignore[return-value]


def shown(value: Value) -> float | str:
    """A value as a spreadsheet engine reports it."""
    cell = to_cell(value)
    return "" if cell is None else cell
