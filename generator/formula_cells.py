"""Every formula cell of a settled plan with the value that we say it comes to, and whether another program agrees."""

from __future__ import annotations

import math
import re
from typing import Final

from generator.plan import Plan, Settled, letters
from qingbiao.memo import Memo
from qingbiao.values import BLANK, Value, to_cell

Values = dict[tuple[str, str], float | str]
"""By sheet and address."""

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _slots(plan: Plan) -> list[tuple[tuple[str, str], str, int]]:
    """Of every formula cell: sheet and address, its slot's key, and the place of its value in the slot's column."""
    return [
        ((sheet.name, f"{letters(cell.column)}{row.number + shift}"), slot.key, slot.index + shift)
        for sheet, row, cell, slot in plan.slots()
        if slot.formula is not None
        for shift in range(row.repeat)
    ]


_formulas: Final = Memo(_slots, most=8)


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


def same(one: float | str, other: float | str) -> bool:
    """Whether two programs have come to the same value, but for what each of them hides in the last digits."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _say_the_same(one, other)
    if isinstance(one, str) or isinstance(other, str):
        return False
    return math.isclose(one, other, rel_tol=1e-9)


def _say_the_same(one: str, other: str) -> bool:
    """Whether texts differ only in the fifteenth digit of their numbers, which each program rounds in its own way."""
    if _NUMBER.sub("", one) != _NUMBER.sub("", other):
        return False
    pairs = [pair for pair in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True) if pair[0] != pair[1]]
    return all(min(map(len, pair)) > 14 and math.isclose(*map(float, pair), rel_tol=1e-13) for pair in pairs)
