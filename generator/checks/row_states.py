"""Hidden columns beside a register: for each row one letter for each line that is tried at it, joined to a text.

One formula a row decides many lines, and its text is shared by all rows, so that 10,000 rows cost the file a few
bytes each. Lines of the same place and severity stand together, so that one FIND tells whether to mark a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from generator import style
from generator.checks.letters import letter
from generator.checks.lines import Line, Lines
from generator.form_sheets import FormSheet
from generator.lists import Lists as WordLists
from generator.plan import Cell, Name, Place, Row, Sheet, Slot, letters, same_row
from qingbiao.bind import REPORTED
from qingbiao.expression.symbol import ROW, Symbol
from qingbiao.form import Kind
from qingbiao.schema import Severity

PREFIX: Final = "qingbiao.state."
LONGEST: Final = 7000
"""Characters of one formula: Excel takes 8,192 and 16 KiB of tokens."""

_WIDTH: Final = 8.0
_LOOK: Final = style.NOTE.but(wrap=False, vertical="center")


@dataclass(frozen=True)
class Spot:
    """Where a line's letter is: the name of the hidden column, and the letter's position in its texts, from 1."""

    column: str
    position: int


@dataclass(frozen=True)
class RowStates:
    """The hidden columns of one register."""

    register: str
    sheet: str
    top: int
    """The register's first row."""
    formulas: Mapping[str, str] = field(default_factory=dict)
    """By the column's name."""
    spots: Mapping[str, Spot] = field(default_factory=dict)
    """By the line's code."""
    groups: tuple[tuple[Line, ...], ...] = ()
    """The lines of each column, in the order of their letters."""

    def letters_at(self, at: str, severity: Severity) -> Iterator[tuple[str, int, int]]:
        """Stretches of letters (column name, first position, how many) of the lines with that place and severity."""
        for name, lines in zip(self.formulas, self.groups, strict=True):
            hits = [
                position for position, line in enumerate(lines, 1) if line.at.id == at and line.severity == severity
            ]
            for first, last in stretches(hits):
                yield name, first, last - first + 1


def stretches(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that follow one another."""
    for _, run in groupby(enumerate(positions), lambda pair: pair[1] - pair[0]):
        stretch = [position for _, position in run]
        yield stretch[0], stretch[-1]


def row_states(
    form: FormSheet, kind: Kind, places: Mapping[str, Place], lines: Lines, words: WordLists
) -> Iterator[RowStates]:
    """The hidden columns of every register on a sheet."""
    for register, area in form.placed.registers.items():
        own = sorted(lines.of(register), key=lambda line: (line.at.id, line.severity, line.number))
        if not own:
            continue
        seen = _Seen(kind, places, register, form.sheet.name, area.top)
        pieces = [(line, letter(line, seen.symbol, seen.reference, words)) for line in own]
        used = _used(kind, register, seen)
        columns = list(_packed(pieces, LONGEST - len(used)))
        names = [f"{PREFIX}{register}.{number}" for number in range(1, len(columns) + 1)]
        formulas = {
            name: f'IF({used}="","",{"&".join(piece for _, piece in column)})'
            for name, column in zip(names, columns, strict=True)
        }
        spots = {
            line.code: Spot(name, position)
            for name, column in zip(names, columns, strict=True)
            for position, (line, _) in enumerate(column, 1)
        }
        groups = tuple(tuple(line for line, _ in column) for column in columns)
        yield RowStates(register, form.sheet.name, area.top, formulas, spots, groups)


@dataclass(frozen=True)
class _Seen:
    """How a formula in a register's row, on the register's own sheet, refers to things."""

    kind: Kind
    places: Mapping[str, Place]
    """Of fields, and of reported values under their whole names."""
    register: str
    sheet: str
    top: int

    def symbol(self, symbol: Symbol) -> str:
        if symbol.shape == "column":
            return symbol.id
        return self.index if symbol.id == ROW else self.reference(symbol.id)

    def reference(self, name: str) -> str:
        """This row's cell of a column, of a register with the same rows too; anything else by its name."""
        each = self.kind.fields.get(name.removeprefix(REPORTED))
        if each is None or each.register is None:
            return name
        if each.register == self.register:
            return f"${letters(self.places[name].column)}{same_row()}"
        return f"INDEX({name},{self.index})"

    @property
    def index(self) -> str:
        """This row's number in the register."""
        return f"ROW()-ROW($A${self.top - 1})"


def _used(kind: Kind, register: str, seen: _Seen) -> str:
    """What a person has put into the row; nothing when the row is empty."""
    cells = (seen.reference(each.id) for each in kind.columns(register) if not each.computed)
    return f'IFERROR(TRIM({"&".join(cells)}),"#")'


def _packed(pieces: Iterable[tuple[Line, str]], room: int) -> Iterator[list[tuple[Line, str]]]:
    column: list[tuple[Line, str]] = []
    length = 0
    for line, piece in pieces:
        if column and length + len(piece) + 1 > room:
            yield column
            column, length = [], 0
        column.append((line, piece))
        length += len(piece) + 1
    if column:
        yield column


def with_columns(
    sheet: Sheet, states: Iterable[RowStates], capacities: Mapping[str, int]
) -> tuple[Sheet, tuple[Name, ...]]:
    """The sheet with its hidden columns at the right, and their names."""
    names: list[Name] = []
    for each in states:
        for name, formula in each.formulas.items():
            column = len(sheet.widths) + 1
            rows = capacities[each.register]
            sheet = _with_column(sheet, column, each.top, rows, lambda index, n=name, f=formula: Slot(n, f, index))  # type: ignore[misc]
            names.append(Name(name, sheet.name, Place(sheet.name, each.top, column, rows).area, column=True))
    return sheet, tuple(names)


def _with_column(sheet: Sheet, column: int, top: int, count: int, slot: Callable[[int], Slot]) -> Sheet:
    def extended(row: Row) -> Row:
        if not top <= row.number < top + count:
            return row
        return replace(row, cells=(*row.cells, Cell(column, _LOOK, slot(row.number - top))))

    return replace(
        sheet,
        widths=(*sheet.widths, _WIDTH),
        rows=tuple(map(extended, sheet.rows)),
        hidden=(*sheet.hidden, column),
    )
