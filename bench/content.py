"""The cells of a settled plan as plain values: what every peer is given to write, so that all write the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.plan import Cell, Counter, Link, Plan, Settled, Sheet, Slot, formula_at, quoted
from generator.style import Style
from qingbiao.values import BLANK, to_cell


@dataclass(frozen=True, slots=True)
class Written:
    """One cell. ``value`` is a number, a text, a formula with its ``=``, or nothing."""

    row: int
    column: int
    value: float | str | None
    style: Style


class Content:
    """A workbook's content. Cells are made as they are asked for, which keeps memory out of the measure."""

    def __init__(self, settled: Settled) -> None:
        self.settled = settled

    @property
    def plan(self) -> Plan:
        """Where everything else is taken from."""
        return self.settled.plan

    def cells(self, sheet: Sheet) -> Iterable[Written]:
        """All cells of a sheet, row by row. Raised note marks become plain text: no peer writes them for less."""
        for row in sheet.rows:
            for number in range(row.number, row.number + row.repeat):
                for cell in row.cells:
                    value = _value(self.settled, cell, number, number - row.number)
                    yield Written(number, cell.column, value, cell.style)

    def heights(self, sheet: Sheet) -> Iterator[tuple[int, float]]:
        """The height of every row."""
        for row in sheet.rows:
            for number in range(row.number, row.number + row.repeat):
                yield number, self.settled.heights.get((sheet.name, number), row.height)


class ReadyContent(Content):
    """The same with all cells made beforehand, which keeps the making out of the time."""

    def __init__(self, settled: Settled) -> None:
        super().__init__(settled)
        self._ready: Mapping[str, Sequence[Written]] = {
            sheet.name: tuple(super(ReadyContent, self).cells(sheet)) for sheet in settled.plan.sheets
        }

    def cells(self, sheet: Sheet) -> Iterable[Written]:
        """All cells of a sheet."""
        return self._ready[sheet.name]


def _value(settled: Settled, cell: Cell, number: int, repeat: int) -> float | str | None:
    match cell.content:
        case Slot(formula=str(formula)):
            return "=" + formula_at(formula)(number)
        case Slot(key=key, index=first):
            return _input(settled.values.get(key, BLANK), first + repeat)
        case Counter(index=first):
            return first + repeat + 1
        case Link(text=text, sheet=target):
            return f'=HYPERLINK("#{quoted(target)}!A1","{text}")'
        case tuple() as runs:
            return "".join(run.text for run in runs)
        case fixed:
            return fixed


def _input(values: object, index: int) -> float | str | None:
    if isinstance(values, Sequence) and not isinstance(values, str):
        values = values[index] if index < len(values) else BLANK
    return to_cell(values)  # type: ignore[arg-type]
