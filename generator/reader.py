"""Workbook → filing: inputs found by their names, whatever program saved the file; computed cells are never trusted."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from generator import identity
from generator.bare import bare_archive
from generator.package import NamedArea, Package, open_package
from generator.plan import Place, Plan
from generator.planning import plan_workbook
from qingbiao.bind import REPORTED
from qingbiao.errors import BadWorkbook, NoSuchForm
from qingbiao.faults import Fault
from qingbiao.faults import Place as FaultPlace
from qingbiao.filing import Filing, ParameterEntry
from qingbiao.form import Edition, Kind, Parameter
from qingbiao.load import load_edition
from qingbiao.values import BLANK, Value, from_cell


@dataclass(frozen=True)
class Received:
    """A workbook read back: what it is, its inputs, and where each stands in this very file."""

    path: Path
    edition: Edition
    kind: Kind
    plan: Plan
    filing: Filing
    places: Mapping[str, Place]
    notices: tuple[Fault, ...] = ()
    """What should be known and stops nobody: the spec has changed since the workbook was made."""


def read_workbook(path: Path, spec: Path) -> Received:
    """Read the inputs of a workbook made from the forms in ``spec``. Raises :class:`BadWorkbook` with all reasons."""
    package = open_package(path)
    cells = _Cells(package)
    facts = _facts(package, cells)
    edition, kind = _form(package, facts, spec)
    rows = {register: _rows(kind, register, package) for register in kind.registers}
    plan = plan_workbook(edition, kind, rows, facts["unit"], facts["serial"])
    faults = list(_missing(package, plan))
    if faults:
        raise BadWorkbook(*faults)
    places = {key: _place(package.names[key]) for key in _wanted(plan)}
    notices: tuple[Fault, ...] = ()
    if facts["spec_digest"] != edition.digest:
        notices = (Fault("workbook-spec-changed", {"edition": edition.id}, FaultPlace(str(path))),)
    return Received(path, edition, kind, plan, _filing(kind, cells, places), places, notices)


def filing_at(package: Package, kind: Kind, places: Mapping[str, Place]) -> Filing:
    """The inputs of a workbook whose cells were found in another way than by their names."""
    return _filing(kind, _Cells(package), places)


def _wanted(plan: Plan) -> Iterator[str]:
    yield from plan.places
    yield from (REPORTED + key for key in plan.reported)


def _place(named: NamedArea) -> Place:
    area = named.area
    return Place(named.sheet, area.top, area.left, area.bottom - area.top + 1)


# --- what the workbook says it is --------------------------------------------------------------------------------


def _facts(package: Package, cells: _Cells) -> dict[str, str]:
    where = FaultPlace(str(package.path))
    facts: dict[str, str] = {}
    for key in identity.KEYS:
        named = package.names.get(identity.PREFIX + key)
        if named is None or named.sheet not in package.sheets:
            raise BadWorkbook(Fault("workbook-foreign", {}, where))
        value = cells.at(_place(named))
        facts[key] = value if isinstance(value, str) else "" if value is BLANK else f"{value:g}"
    return facts


def _form(package: Package, facts: Mapping[str, str], spec: Path) -> tuple[Edition, Kind]:
    where = FaultPlace(str(package.path))
    try:
        edition = load_edition(facts["edition"], spec, int(facts["year"]))
    except (NoSuchForm, ValueError):
        slots = {"edition": facts["edition"], "year": facts["year"]}
        raise BadWorkbook(Fault("workbook-edition", slots, where)) from None
    kind = edition.kind(facts["kind"])
    if kind is None:
        raise BadWorkbook(Fault("workbook-edition", {"edition": facts["kind"], "year": facts["year"]}, where))
    return edition, kind


def _rows(kind: Kind, register: str, package: Package) -> int:
    """A register's rows as the file has them: rows may have been added."""
    named = package.names.get(kind.registers[register].key)
    return named.area.bottom - named.area.top + 1 if named else kind.registers[register].capacity


def _missing(package: Package, plan: Plan) -> Iterator[Fault]:
    where = FaultPlace(str(package.path))
    for sheet in plan.sheets:
        if sheet.name not in package.sheets:
            yield Fault("workbook-no-sheet", {"sheet": sheet.name}, where)
    for key in _wanted(plan):
        named = package.names.get(key)
        if named is None or named.sheet not in package.sheets:
            yield Fault("workbook-no-name", {"name": key}, where)


# --- values ------------------------------------------------------------------------------------------------------


@dataclass
class _Cells:
    """The cells of a workbook, each sheet read when it is first asked for."""

    package: Package
    _sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    _book: CalamineWorkbook | None = None

    def sheet(self, name: str) -> list[list[Any]]:
        if name not in self._sheets:
            try:
                self._book = self._book or CalamineWorkbook.from_filelike(io.BytesIO(bare_archive(self.package)))
                self._sheets[name] = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            except CalamineError:
                raise BadWorkbook(Fault("workbook-damaged", {}, FaultPlace(str(self.package.path)))) from None
        return self._sheets[name]

    def at(self, place: Place, index: int = 0) -> Value:
        rows = self.sheet(place.sheet)
        row, column = place.row + index - 1, place.column - 1
        return from_cell(rows[row][column]) if row < len(rows) and column < len(rows[row]) else BLANK

    def column(self, place: Place) -> list[Value]:
        """The values down to the last that is not blank."""
        values = [self.at(place, index) for index in range(place.rows)]
        while values and values[-1] is BLANK:
            values.pop()
        return values


def _filing(kind: Kind, cells: _Cells, places: Mapping[str, Place]) -> Filing:
    single: dict[str, Value] = {}
    columns: dict[str, list[Value]] = {}
    for each in kind.fields.values():
        if each.computed:
            continue
        shift = cells.package.first_day if each.type == "date" else 0
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
    return Filing(single, columns, reported, reported_columns, parameters)


def _later(value: Value, days: int) -> Value:
    """The same day in a calendar that begins ``days`` earlier."""
    return value + days if days and isinstance(value, float) else value


def _put(into: dict[str, Value], key: str, value: Value) -> None:
    if value is not BLANK:
        into[key] = value


def _put_column(into: dict[str, list[Value]], key: str, values: list[Value]) -> None:
    if values:
        into[key] = values


def _parameter(parameter: Parameter, cells: _Cells, places: Mapping[str, Place]) -> ParameterEntry:
    symbol = parameter.symbol
    levels = parameter.table.cascade().levels if parameter.table else ()
    chosen = tuple(_words(cells.at(places[f"{symbol}.{level}"])) for level in levels)
    source = _words(cells.at(places[f"{symbol}.own_source"])) or ""
    return ParameterEntry(chosen, cells.at(places[f"{symbol}.own"]), source)


def _words(value: Value) -> str | None:
    """A choice as a text: a year that a program turned into a number is the same choice."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return value if isinstance(value, str) else None
