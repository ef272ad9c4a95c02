"""Every formula cell of a settled plan with the value that we say it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.plan import Plan, Settled, Slot, letters
from qingbiao.values import BLANK, Value, to_cell

Values = dict[tuple[str, str], float | str]
"""By sheet and address."""


def formula_slots(plan: Plan) -> Iterator[tuple[str, str, Slot, int]]:
    """Sheet, address and slot of every formula cell, with the place of its value in the slot's column."""
    for sheet, row, cell, slot in plan.slots():
        if slot.formula is not None:
            for shift in range(row.repeat):
                yield sheet.name, f"{letters(cell.column)}{row.number + shift}", slot, slot.index + shift


def settled_values(settled: Settled) -> Values:
    """What our own computation says stands in each formula cell."""
    return {
        (sheet, address): shown(value_at(settled.values.get(slot.key, BLANK), index))
        for sheet, address, slot, index in formula_slots(settled.plan)
    }


def value_at(value: object, index: int) -> Value:
    """A single value, or that of a row in a column."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value[index] if index < len(value) else BLANK
    return value  # type: ignore[return-value]


def shown(value: Value) -> float | str:
    """A value as a spreadsheet engine reports it."""
    cell = to_cell(value)
    return "" if cell is None else cell
