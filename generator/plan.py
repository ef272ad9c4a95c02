"""The plan: every cell of a workbook placed and decided, before any file exists.

A plan is independent of any file format but for the text of its formulas. The writer turns it into a workbook and
decides nothing; what a person typed, and what formulas come to, is added by :mod:`generator.settle`.

Rows and columns are 1-based, as spreadsheets count them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from generator.style import Mark, Style
from qingbiao.bind import REPORTED

_ROW: Final = re.compile("\0(-?[0-9]+)\1")


def same_row(shift: int = 0) -> str:
    """Stands for a row number in the formulas of repeated rows: the formula's own row, and ``shift`` further down."""
    return f"\0{shift}\1"


def formula_at(formula: str) -> Callable[[int], str]:
    """The formula as it stands in each row."""
    texts = _ROW.split(formula)
    if len(texts) == 1:
        return lambda _: formula
    literals, shifts = texts[::2], [int(shift) for shift in texts[1::2]]

    def at(row: int) -> str:
        numbers = [str(row + shift) for shift in shifts]
        return "".join(part for pair in zip(literals, [*numbers, ""], strict=True) for part in pair)

    return at


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a rich text; note marks are raised."""

    text: str
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell whose value is not fixed: an input, or a formula with the value it comes to.

    ``key`` finds the value in what :mod:`generator.settle` gives: a field id, or a name of the parameter sheet. In a
    register's row, ``index`` counts its rows from 0; in repeated rows it is the first one's.
    """

    key: str
    formula: str | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """The number of a register's row, counted from 1; ``index`` as in :class:`Slot`."""

    index: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a sheet of this workbook."""

    text: str
    sheet: str

    @property
    def formula(self) -> str:
        """The formula that shows the text and leads there; a quote within a text is written twice."""
        target, text = (part.replace('"', '""') for part in (f"#{quoted(self.sheet)}!A1", self.text))
        return f'HYPERLINK("{target}","{text}")'


Content = str | float | tuple[Run, ...] | Slot | Counter | Link | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row."""

    column: int
    style: Style
    content: Content = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row, or ``repeat`` equal ones: the rows of a register."""

    number: int
    cells: tuple[Cell, ...]
    height: float
    """In points."""
    repeat: int = 1
    spans: tuple[tuple[int, int], ...] = ()
    """Columns merged in each of the rows, first and last."""


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def a1(self) -> str:
        """``A1`` or ``A1:B2``."""
        start = f"{letters(self.left)}{self.top}"
        return (
            start
            if (self.top, self.left) == (self.bottom, self.right)
            else f"{start}:{letters(self.right)}{self.bottom}"
        )

    @property
    def absolute(self) -> str:
        """``$A$1`` or ``$A$1:$B$2``."""
        start = f"${letters(self.left)}${self.top}"
        single = (self.top, self.left) == (self.bottom, self.right)
        return start if single else f"{start}:${letters(self.right)}${self.bottom}"


@dataclass(frozen=True, slots=True)
class Validation:
    """What an input admits, and what is said about it."""

    areas: tuple[Area, ...]
    rule: Literal["any", "list", "custom"]
    formula: str = ""
    prompt_title: str = ""
    prompt: str = ""
    error: str = ""
    strict: bool = True
    """``False``: a value outside the rule is accepted after a warning."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A conditional format: how cells look while a formula, written for the first of them, is true."""

    areas: tuple[Area, ...]
    formula: str
    look: Mark


@dataclass(frozen=True, slots=True)
class Printing:
    """How a sheet prints, always A4 and as wide as the page."""

    orientation: Literal["portrait", "landscape"]
    area: Area
    repeat_rows: tuple[int, int] | None = None
    footer_left: str = ""
    footer_right: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet."""

    name: str
    widths: tuple[float, ...]
    """Of the columns from A on, in characters."""
    rows: tuple[Row, ...]
    merges: tuple[Area, ...] = ()
    """Areas merged over more than one row; those within a row stand in ``Row.spans``."""
    validations: tuple[Validation, ...] = ()
    printing: Printing | None = None
    freeze: tuple[int, int] | None = None
    """First row and column that scroll."""
    filter: Area | None = None
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    tab: str | None = None
    hidden: tuple[int, ...] = ()
    """Columns that are not shown."""
    highlights: tuple[Highlight, ...] = ()
    """The earlier goes before the later."""

    @property
    def last_row(self) -> int:
        """The number of the last row."""
        return max((row.number + row.repeat - 1 for row in self.rows), default=0)

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the cell right below everything."""
        return self.last_row, max((cell.column for row in self.rows for cell in row.cells), default=1)


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name: of cells, or of a formula where a validation's own text would be too long for Excel."""

    name: str
    sheet: str
    area: Area
    formula: str | None = None
    column: bool = False
    """A whole column stays a range even when it has one row: IronCalc takes ``$A$1`` for a single value."""

    @property
    def reference(self) -> str:
        """What the name refers to."""
        if self.formula is not None:
            return self.formula
        single = self.area.top == self.area.bottom and self.area.left == self.area.right
        both_ends = f":{self.area.absolute}" if self.column and single else ""
        return f"{quoted(self.sheet)}!{self.area.absolute}{both_ends}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field's values are: a cell, or ``rows`` cells of a column downwards."""

    sheet: str
    row: int
    column: int
    rows: int = 1

    @property
    def area(self) -> Area:
        """All its cells."""
        return Area(self.row, self.column, self.row + self.rows - 1, self.column)

    def cell(self, index: int = 0) -> str:
        """The address of the cell of row ``index``, counted from 0."""
        return f"{letters(self.column)}{self.row + index}"


@dataclass(frozen=True)
class Plan:
    """A whole workbook."""

    title: str
    identity: Mapping[str, str | int]
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    places: Mapping[str, Place]
    """By slot key: where each field and each cell of the parameter sheet is."""
    reported: Mapping[str, Place]
    """By field id: where the value that a paper table reports is kept."""
    capacities: Mapping[str, int]
    """Rows of each register."""
    row_letters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By hidden column beside a register: the codes of the checks whose letters stand in it, in order."""

    @cached_property
    def by_name(self) -> Mapping[str, Sheet]:
        """Sheets by name."""
        return {sheet.name: sheet for sheet in self.sheets}

    def place_of(self, key: str) -> Place:
        """Where a field, or under its whole name a reported value, stands."""
        return self.places[key] if key in self.places else self.reported[key.removeprefix(REPORTED)]

    def slots(self) -> Iterator[tuple[Sheet, Row, Cell, Slot]]:
        """Every slot with where it stands."""
        for sheet in self.sheets:
            for row in sheet.rows:
                for cell in row.cells:
                    if isinstance(cell.content, Slot):
                        yield sheet, row, cell, cell.content


@dataclass(frozen=True)
class Settled:
    """A plan with its values: for each slot key one value, or a column of them, and rows that grew with their text."""

    plan: Plan
    values: Mapping[str, object]
    heights: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """By sheet and row number, where a row needs more than planned."""


def letters(column: int) -> str:
    """A column's letters: 1 → A, 28 → AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"
