"""The cells of a settled plan as plain values: what every peer is given to write, so that all write the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.plan import Cell, Counter, Link, Row, Run, Settled, Sheet, Slot, formula_at, quoted
from generator.style import Style
from qingbiao.values import BLANK, to_cell


@dataclass(frozen=True, slots=True)
class Written:
    """One cell. ``value`` is a number, a text, a formula with its ``=``, or nothing."""

    row: int
    column: int
    value: float | str | None
    style: Style


def cells(settled: Settled, sheet: Sheet) -> Iterator[Written]:
    """All cells of a sheet, row by row. Raised note marks become plain text: no peer writes them for less."""
    for row in sheet.rows:
        for number in range(row.number, row.number + row.repeat):
            for cell in row.cells:
                yield Written(number, cell.column, _value(settled, cell, row, number), cell.style)


def _value(settled: Settled, cell: Cell, row: Row, number: int) -> float | str | None:
    match cell.content:
        case Slot(formula=str(formula)):
            return "=" + formula_at(formula)(number)
        case Slot(key=key):
            return _input(settled.values.get(key, BLANK), row, number)
        case Counter():
            return number - row.number + row.offset + 1
        case Link(text=text, sheet=target):
            return f'=HYPERLINK("#{quoted(target)}!A1","{text}")'
        case tuple() as runs:
            return "".join(run.text for run in runs if isinstance(run, Run))
        case fixed:
            return fixed


def _input(values: object, row: Row, number: int) -> float | str | None:
    if isinstance(values, list | tuple):
        index = number - row.number + row.offset
        values = values[index] if index < len(values) else BLANK
    return to_cell(values)  # type: ignore[arg-type]


def heights(settled: Settled, sheet: Sheet) -> Iterator[tuple[int, float]]:
    """The height of every row."""
    for row in sheet.rows:
        for number in range(row.number, row.number + row.repeat):
            yield number, settled.heights.get((sheet.name, number), row.height)
