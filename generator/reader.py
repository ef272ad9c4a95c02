"""Workbook → filing: inputs found by their names, whatever program saved the file; computed cells are never trusted.

The workbook is a file, or one that is open in a spreadsheet program: whatever has names, sheets and cells.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineWorkbook

from generator import identity
from generator.bare import bare_archive, error_cells
from generator.checks.names import CODE, EXPLANATION
from generator.library import Known, Library
from generator.package import NamedArea, Package, open_package
from generator.plan import Place, Plan
from generator.planning import capacities_for, plan_workbook
from qingbiao.bind import LAST, REPORTED
from qingbiao.errors import BadWorkbook
from qingbiao.faults import Fault
from qingbiao.faults import Place as FaultPlace
from qingbiao.filing import Filing, ParameterEntry
from qingbiao.form import Edition, Kind, Parameter
from qingbiao.values import BLANK, ERROR, CellError, Value, from_cell, joined


@dataclass(frozen=True)
class Received:
    """A workbook read back: what it is, its inputs, and where each stands in this very file."""

    path: Path
    edition: Edition
    kind: Kind
    capacities: Mapping[str, int]
    """Rows of each register, as this file has them."""
    filing: Filing
    places: Mapping[str, Place]
    unit: str = ""
    serial: str = ""
    """Whom the workbook was issued to, and under which number."""
    notices: tuple[Fault, ...] = ()
    """What should be known and stops nobody: the spec has changed since the workbook was made."""

    @property
    def filing_unit(self) -> str:
        """填报单位: as it is filled in, else whom the workbook was issued to."""
        unit = self.filing.cells.get(self.kind.unit or "")
        return unit if isinstance(unit, str) else self.unit

    @cached_property
    def plan(self) -> Plan:
        """The workbook as it was issued, planned anew."""
        return plan_workbook(self.edition, self.kind, self.capacities, self.unit, self.serial)


class Cells(Protocol):
    """Cells that can be read."""

    def at(self, place: Place) -> Value:
        """The value of a single cell."""

    def column(self, place: Place) -> list[Value]:
        """The values of a column down to the last that is not blank."""


class Book(Protocol):
    """A workbook as far as its sheets and names: a :class:`Package`, or one that is open in a program."""

    @property
    def path(self) -> Path: ...
    @property
    def sheets(self) -> Sequence[str]: ...
    @property
    def names(self) -> Mapping[str, NamedArea]: ...
    @property
    def first_day(self) -> int:
        """See :class:`Package`."""


CellsOf = Callable[[frozenset[str]], Cells]
"""The cells of sheets, by the sheets' names."""


def read_workbook(path: Path, spec: Path | Library, content: bytes | None = None) -> Received:
    """Read the inputs of a workbook made from the forms in ``spec``. Raises :class:`BadWorkbook` with all reasons.

    Who reads many gives the same library every time; who holds the file's bytes already gives those.
    """
    package = open_package(path, content)
    library = spec if isinstance(spec, Library) else Library(spec)
    return read_book(package, lambda sheets: _Cells(package, sheets), library)


def read_book(book: Book, cells_of: CellsOf, library: Library) -> Received:
    """As :func:`read_workbook`, of a workbook whose names are known already."""
    facts = _facts(book, cells_of(_sheets_of(book, (identity.PREFIX + key for key in identity.KEYS))))
    known = library.issued_as(facts, book.path)
    edition, kind = known.edition, known.kind
    faults = list(_missing(book, known))
    if faults:
        raise BadWorkbook(*faults)
    places = {key: _place(book.names[key]) for key in known.names}
    notices: tuple[Fault, ...] = ()
    if facts["spec_digest"] != edition.digest:
        notices = (Fault("workbook-spec-changed", {"edition": edition.id}, FaultPlace(str(book.path))),)
    filing = _filing(kind, cells_of(_sheets_of(book, known.names)), places, book.first_day)
    capacities = capacities_for(kind, {register: _rows(places, kind, register) for register in kind.registers})
    return Received(book.path, edition, kind, capacities, filing, places, facts["unit"], facts["serial"], notices)


def _sheets_of(book: Book, names: Iterable[str]) -> frozenset[str]:
    """The sheets that names lead to."""
    return frozenset(book.names[name].sheet for name in names if name in book.names)


def filing_at(package: Package, kind: Kind, places: Mapping[str, Place]) -> Filing:
    """The inputs of a workbook whose cells were found in another way than by their names."""
    sheets = frozenset(place.sheet for place in places.values())
    return _filing(kind, _Cells(package, sheets), places, package.first_day)


def _place(named: NamedArea) -> Place:
    area = named.area
    return Place(named.sheet, area.top, area.left, area.bottom - area.top + 1)


# --- what the workbook says it is --------------------------------------------------------------------------------


def _facts(book: Book, cells: Cells) -> dict[str, str]:
    where = FaultPlace(str(book.path))
    facts: dict[str, str] = {}
    for key in identity.KEYS:
        named = book.names.get(identity.PREFIX + key)
        if named is None or named.sheet not in book.sheets:
            raise BadWorkbook(Fault("workbook-foreign", {}, where))
        facts[key] = joined(cells.at(_place(named)))
    return facts


def _rows(places: Mapping[str, Place], kind: Kind, register: str) -> int:
    """A register's rows as the file has them: rows may have been added, or cells put into a single column."""
    return max(places[column.id].rows for column in kind.columns(register))


def _missing(book: Book, known: Known) -> Iterator[Fault]:
    """Sheets that are not there, and names of those that are: of a deleted sheet it is enough to tell itself."""
    where = FaultPlace(str(book.path))
    for sheet in known.sheets:
        if sheet not in book.sheets:
            yield Fault("workbook-no-sheet", {"sheet": sheet}, where)
    for key, sheet in known.names.items():
        named = book.names.get(key)
        if sheet in book.sheets and (named is None or named.sheet not in book.sheets):
            yield Fault("workbook-no-name", {"name": key}, where)


# --- values ------------------------------------------------------------------------------------------------------


@dataclass
class _Cells:
    """The cells of some of a workbook's sheets, each read when it is first asked for."""

    package: Package
    wanted: frozenset[str]
    _sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    _bare: bytes = b""
    _book: CalamineWorkbook | None = None

    def sheet(self, name: str) -> list[list[Any]]:
        if name not in self._sheets:
            try:
                self._bare = self._bare or bare_archive(self.package, self.wanted)
                self._book = self._book or CalamineWorkbook.from_filelike(io.BytesIO(self._bare))
                rows = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            except CalamineError:
                raise BadWorkbook(Fault("workbook-damaged", {}, FaultPlace(str(self.package.path)))) from None
            part = self.package.parts.get(name)
            for row, column in error_cells(self._bare, part) if part else ():
                if row <= len(rows) and column <= len(rows[row - 1]):
                    rows[row - 1][column - 1] = CellError(ERROR.value)
            self._sheets[name] = rows
        return self._sheets[name]

    def at(self, place: Place) -> Value:
        rows = self.sheet(place.sheet)
        row, column = place.row - 1, place.column - 1
        return from_cell(rows[row][column]) if row < len(rows) and column < len(rows[row]) else BLANK

    def column(self, place: Place) -> list[Value]:
        """The values down to the last that is not blank."""
        column = place.column - 1
        rows = self.sheet(place.sheet)[place.row - 1 : place.row - 1 + place.rows]
        raws = [row[column] if column < len(row) else "" for row in rows]
        last = next((index for index in range(len(raws) - 1, -1, -1) if from_cell(raws[index]) is not BLANK), -1)
        return list(map(from_cell, raws[: last + 1]))


def _filing(kind: Kind, cells: Cells, places: Mapping[str, Place], first_day: int) -> Filing:
    single: dict[str, Value] = {}
    columns: dict[str, list[Value]] = {}
    for each in kind.fields.values():
        if each.computed:
            continue
        shift = first_day if each.type == "date" else 0
        if each.register is None:
            _put(single, each.id, _later(cells.at(places[each.id]), shift))
        else:
            _put_column(columns, each.id, [_later(value, shift) for value in cells.column(places[each.id])])
    reported: dict[str, Value] = {}
    reported_columns: dict[str, list[Value]] = {}
    for key in [key for key in places if key.startswith(REPORTED)]:
        field_id = key.removeprefix(REPORTED)
        if kind.fields[field_id].register is None:
            _put(reported, field_id, cells.at(places[key]))
        else:
            _put_column(reported_columns, field_id, cells.column(places[key]))
    parameters = {p.id: _parameter(p, cells, places) for p in kind.parameters if not p.fixed}
    last: dict[str, Value] = {}
    for field_id in kind.last:
        _put(last, field_id, cells.at(places[LAST + field_id]))
    return Filing(single, columns, reported, reported_columns, parameters, last, _explanations(cells, places))


def _explanations(cells: Cells, places: Mapping[str, Place]) -> dict[str, str]:
    """What the filler wrote beside checks; the lines may have been sorted, so each goes by its own code."""
    codes, texts = cells.column(places[CODE]), cells.column(places[EXPLANATION])
    told = ("" if text is ERROR else joined(text) for text in texts)
    pairs = zip(map(joined, codes), told, strict=False)
    return {code: text for code, text in pairs if code and text}


def _later(value: Value, days: int) -> Value:
    """The same day in a calendar that begins ``days`` earlier."""
    return value + days if days and isinstance(value, float) else value


def _put(into: dict[str, Value], key: str, value: Value) -> None:
    if value is not BLANK:
        into[key] = value


def _put_column(into: dict[str, list[Value]], key: str, values: list[Value]) -> None:
    if values:
        into[key] = values


def _parameter(parameter: Parameter, cells: Cells, places: Mapping[str, Place]) -> ParameterEntry:
    symbol = parameter.symbol
    levels = parameter.table.cascade().levels if parameter.table else ()
    chosen = tuple(cells.at(places[f"{symbol}.{level}"]) for level in levels)
    own, source = (cells.at(places[f"{symbol}.{name}"]) for name in ("own", "own_source"))
    return ParameterEntry(chosen, own, source)
