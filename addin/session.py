"""An open workbook as a filing: read in one block per sheet, written in one block per area, left as it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import xlwings

from addin.host import Host, host_of
from generator.checks.lines import Lines, lines_of
from generator.examining import Examined, examine_received
from generator.library import Library
from generator.package import NamedArea, named_area
from generator.plan import Area, Place
from generator.reader import Received, read_book
from qingbiao.faults import Language
from qingbiao.values import BLANK, ERROR, CellError, Value, from_cell, to_cell


@dataclass(frozen=True)
class OpenBook:
    """Names and sheets of an open workbook, as :func:`generator.reader.read_book` wants them."""

    path: Path
    sheets: Sequence[str]
    names: Mapping[str, NamedArea]
    first_day: int


@dataclass
class OpenCells:
    """Cells of an open workbook; a sheet is read whole, as far as names lead, when it is first asked for."""

    book: xlwings.Book
    names: Mapping[str, NamedArea]
    _blocks: dict[str, Sequence[Sequence[Any]]] = field(default_factory=dict)

    def at(self, place: Place) -> Value:
        """See :class:`generator.reader.Cells`."""
        return from_cell(self._block(place.sheet)[place.row - 1][place.column - 1])

    def column(self, place: Place) -> list[Value]:
        """See :class:`generator.reader.Cells`."""
        rows = self._block(place.sheet)[place.row - 1 : place.row - 1 + place.rows]
        values = [from_cell(row[place.column - 1]) for row in rows]
        while values and values[-1] is BLANK:
            values.pop()
        return values

    def _block(self, sheet: str) -> Sequence[Sequence[Any]]:
        if sheet not in self._blocks:
            areas = [named.area for named in self.names.values() if named.sheet == sheet]
            corner = max(area.bottom for area in areas), max(area.right for area in areas)
            self._blocks[sheet] = block_of(self.book.sheets[sheet], corner)
        return self._blocks[sheet]


def block_of(sheet: xlwings.Sheet, corner: tuple[int, int]) -> Sequence[Sequence[Any]]:
    """The values of a sheet down to the right bottom corner, in one block; an error is a :class:`CellError`."""
    block: Sequence[Sequence[Any]] = sheet.range((1, 1), corner).options(ndim=2, err_to_str=True, chunksize=None).value
    if sheet.book.app.engine.name != "excel":  # ours tells them apart from texts itself
        return block
    return [[CellError(value) if value in _ERRORS else value for value in row] for row in block]


_ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""What xlwings makes of Excel's errors; Excel makes errors of them when they are typed."""


class Session:
    """A workbook at hand. ``library`` may be what gives one, for buttons that need no forms must work without."""

    def __init__(self, book: xlwings.Book, library: Library | Callable[[], Library], language: Language = "zh") -> None:
        self.book = book
        self._given = library
        self.language: Language = language

    @cached_property
    def library(self) -> Library:
        """The forms that are known. Raises :class:`qingbiao.errors.Unusable` where there are none."""
        return self._given if isinstance(self._given, Library) else self._given()

    @property
    def host(self) -> Host:
        """What the program can do beyond xlwings."""
        return host_of(self.book.app)

    @property
    def path(self) -> Path:
        """The file; its name alone while it has never been saved."""
        return Path(self.book.fullname or self.book.name)

    # --- reading

    @cached_property
    def names(self) -> Mapping[str, NamedArea]:
        """The workbook's names that lead to cells."""
        return _names(self.book)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The workbook's sheets, in order, hidden ones too."""
        return tuple(self.book.sheet_names)

    @cached_property
    def received(self) -> Received:
        """The filing, as it stands now. Raises :class:`qingbiao.errors.BadWorkbook` for a workbook that is not ours."""
        names = self.names
        opened = OpenBook(self.path, self.sheets, names, self.host.first_day(self.book))
        return read_book(opened, lambda _: OpenCells(self.book, names), self.library)

    @cached_property
    def examined(self) -> Examined:
        """The filing with every check tried, those too that only the desk can try."""
        return examine_received(self.path, self.received, self.language)

    @property
    def lines(self) -> Lines:
        """The lines of the sheet 校验."""
        return lines_of(self.received.kind, self.received.capacities)

    def forget(self) -> None:
        """What was read is read anew: the workbook has been changed."""
        for each in ("names", "sheets", "received", "examined"):
            self.__dict__.pop(each, None)

    def selection(self) -> tuple[str, int, int]:
        """Sheet, row and column of the cell at hand; row 0 where no cell is selected."""
        selected = self.book.app.selection
        return ("", 0, 0) if selected is None else (selected.sheet.name, selected.row, selected.column)

    def selected_rows(self) -> int:
        """How many rows are selected; of several areas, in the first."""
        selected = self.book.app.selection
        return 0 if selected is None else int(selected.shape[0])

    # --- writing

    def write(self, sheet: str, area: Area, rows: Sequence[Sequence[Value]]) -> None:
        """Values into an area, in one block. A text is never read as a formula, a number or a day."""
        cells = self.book.sheets[sheet].range((area.top, area.left), (area.bottom, area.right))
        cells.raw_value = [[as_written(value) for value in row] for row in rows]

    def goto(self, sheet: str, address: str) -> None:
        """Show and select a cell."""
        target = self.book.sheets[sheet]
        target.activate()
        target[address].select()

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nothing flickers or calculates meanwhile; selection, calculation and screen are as they were afterwards."""
        app = self.book.app
        selected = app.selection
        before = app.calculation
        with ExitStack() as undo:
            if selected is not None:
                undo.callback(select, selected)
            undo.callback(setattr, app, "screen_updating", app.screen_updating)
            undo.callback(setattr, app, "calculation", before)
            app.screen_updating = False
            app.calculation = "manual"
            yield

    @contextmanager
    def lifted(self, sheets: Iterable[str]) -> Iterator[None]:
        """Sheets without their protection; each has it again afterwards, whatever happens."""
        with ExitStack() as undo:
            for sheet in sheets:
                undo.enter_context(self.host.lifted(self.book.sheets[sheet]))
            yield


def as_written(value: Value) -> str | float | None:
    """A value as a cell takes it; the sign before a text says that it is one, whatever it looks like."""
    if value is BLANK:
        return None
    if isinstance(value, float):
        return value
    if value is ERROR:
        return f"={to_cell(value)}"
    return "'" + (value if isinstance(value, str) else str(value.value))


def select(selected: xlwings.Range) -> None:
    """Show and select cells of the workbook at hand."""
    selected.sheet.activate()
    selected.select()


def _names(book: xlwings.Book) -> dict[str, NamedArea]:
    """The names of the workbook that lead to cells; those of a single sheet are none of ours."""
    found: dict[str, NamedArea] = {}
    for name in book.names:
        if "!" not in name.name:
            area = named_area((name.refers_to or "").removeprefix("="))
            if area is not None:
                found[name.name] = area
    return found
