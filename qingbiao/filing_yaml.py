"""A filing as YAML: values nested by the parts of their ids, read with every fault and its line, and written back.

::

    edition: mee-2024
    kind: bureau
    parameters:
      grid: {series: …, year: 2012, area: 东北}
      gas: {value: 1.15, source: 燃气公司检测报告}
    values:
      schemes: {proposed: {low: 29, high: 12, total: 41}}
      resources:
        - {name: 黄龙生物科技（辽宁）有限公司, power: 30000, coal: /}

A value given for a computed field is a *reported* value: kept beside the computed one, never computed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qingbiao.admission import fits_cascade
from qingbiao.bind import LAST
from qingbiao.errors import FaultyData, raise_if
from qingbiao.faults import Fault, Place, nearest, short
from qingbiao.filing import Filing, ParameterEntry
from qingbiao.form import Edition, Field, Kind, Parameter
from qingbiao.problems import problem_of
from qingbiao.values import BLANK, NA, Value, from_cell, joined, number_in, to_serial
from qingbiao.yamlfile import Located, Path_, read_yaml

_HEAD = ("edition", "kind", "year", "parameters", "values", "last", "explanations", "cells")
"""``cells`` is for people: where each value stood in the workbook it was read from."""


@dataclass(frozen=True)
class FilingFile:
    """A data file before its form is known: which edition and kind it says it is for."""

    located: Located
    edition: str | None
    kind: str | None
    year: int | None


def read_filing_file(path: Path) -> FilingFile:
    """Read a data file's head. Raises :class:`FaultyData`."""
    located = read_yaml(path, FaultyData)
    data = located.data
    if data is None:
        raise FaultyData(Fault("data-empty", {}, Place(str(path))))
    if not isinstance(data, dict):
        raise FaultyData(Fault("data-not-mapping", {"given": short(data)}, located.place(())))
    raise_if(FaultyData, (_unknown(located, (key,), key, _HEAD) for key in data if key not in _HEAD))
    year = data.get("year")
    edition, kind = (None if data.get(key) is None else str(data[key]) for key in ("edition", "kind"))
    return FilingFile(located, edition, kind, year if isinstance(year, int) and not isinstance(year, bool) else None)


def filing_from(file: FilingFile, edition: Edition, kind: Kind, *, as_given: bool = False) -> Filing:
    """The filing in a data file. Raises :class:`FaultyData` with every fault.

    ``as_given`` keeps values that a cell would refuse (a number typed as text, a word not on the list), as a person who
    transcribes a paper table must, and as whoever moves the values of a filled workbook must; they become findings.
    """
    if file.edition not in {None, edition.id, edition.form} or file.kind not in {None, kind.id}:
        slots = {"given": f"{file.edition} {file.kind}", "wanted": f"{edition.id} {kind.id}"}
        raise FaultyData(Fault("data-edition", slots, file.located.place(("edition",))))
    reader = _Reader(file.located, kind, as_given)
    filing = reader.read()
    raise_if(FaultyData, reader.faults)
    return filing


@dataclass
class _Reader:
    located: Located
    kind: Kind
    as_given: bool
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, Value] = field(default_factory=dict)
    columns: dict[str, list[Value]] = field(default_factory=dict)
    reported: dict[str, Value] = field(default_factory=dict)
    reported_columns: dict[str, list[Value]] = field(default_factory=dict)
    last: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Path_] = field(default_factory=dict)
    """Where the single fields' values are written."""
    given: set[str] = field(default_factory=set)
    """The ids of the fields and registers read so far."""

    def read(self) -> Filing:
        self._part("values", self._below)
        if not self.as_given:
            self._check_cascades()
        self._part("last", self._below_last)
        parameters = dict(self._parameters(self.located.data.get("parameters")))
        explanations = dict(self._explanations(self.located.data.get("explanations")))
        return Filing(
            self.cells, self.columns, self.reported, self.reported_columns, parameters, self.last, explanations
        )

    def _part(self, key: str, read: Callable[[Mapping[str, Any], tuple[str, ...], Path_], None]) -> None:
        data = self.located.data.get(key)
        if isinstance(data, dict):
            read(data, (), (key,))
        elif data is not None:
            self._fault((key,), "data-not-mapping", given=short(data))

    def _fault(self, path: Path_, code: str, near: str = "", **slots: object) -> None:
        self.faults.append(Fault(code, slots, self.located.place(path), near))

    # --- values --------------------------------------------------------------------------------------------------

    def _below(self, data: Mapping[str, Any], parts: tuple[str, ...], path: Path_) -> None:
        for key, given in data.items():
            here = (*parts, *key.split("."))
            field_id = ".".join(here)
            where = (*path, key)
            if field_id in self.kind.registers and not isinstance(given, dict):
                self._register(field_id, given, where)
            elif field_id in self.kind.fields:
                self._single(self.kind.fields[field_id], given, where)
            elif not self._has_below(field_id):
                self._unknown_field(field_id, parts, where)
            elif isinstance(given, dict):
                self._below(given, here, where)
            elif given is not None:
                self._fault(where, "data-not-mapping", given=short(given))

    def _has_below(self, field_id: str) -> bool:
        return any(name.startswith(f"{field_id}.") for name in self.kind.fields)

    def _unknown_field(self, field_id: str, parts: tuple[str, ...], where: Path_) -> None:
        inside, depth = ".".join(parts), len(field_id.split("."))
        names = [name for name in (*self.kind.fields, *self.kind.registers) if name.startswith(inside)]
        legal = dict.fromkeys([*(".".join(name.split(".")[:depth]) for name in names), *names])
        place = self.located.key_place(where)
        self.faults.append(Fault("data-unknown-field", {"id": field_id}, place, nearest(field_id, legal)))

    def _single(self, each: Field, given: Any, where: Path_) -> None:
        value = self._value(each, given, where)
        if value is BLANK:
            return
        if each.register is not None:
            self._fault(where, "data-not-rows", id=each.register)
        else:
            self._once(each.id, where)
            (self.reported if each.computed else self.cells)[each.id] = value
            self.places[each.id] = where

    def _once(self, name: str, where: Path_) -> None:
        """Nested keys and keys with dots can say the same thing; neither may silently win."""
        if name in self.given:
            self._fault(where, "data-twice", id=name)
        self.given.add(name)

    def _register(self, register: str, given: Any, where: Path_) -> None:
        if given is None:
            return
        self._once(register, where)
        if not isinstance(given, list):
            self._fault(where, "data-not-rows", id=register)
            return
        columns = {column.id.removeprefix(f"{register}."): column for column in self.kind.columns(register)}
        for index, row in enumerate(given):
            if not isinstance(row, dict):
                self._fault((*where, index), "data-row-not-mapping", id=register)
                continue
            for key, cell in row.items():
                if key not in columns:
                    slots, place = {"id": f"{register}.{key}"}, self.located.key_place((*where, index, key))
                    self.faults.append(Fault("data-unknown-field", slots, place, nearest(key, columns)))
                    continue
                column = columns[key]
                values = (self.reported_columns if column.computed else self.columns).setdefault(column.id, [])
                values.extend([BLANK] * (index + 1 - len(values)))
                values[index] = self._value(column, cell, (*where, index, key))

    def _check_cascades(self) -> None:
        """Single choices that do not stand below the outer ones, which may be written after them."""
        for field_id, where in self.places.items():
            each = self.kind.fields[field_id]
            outer = [self.cells.get(above, BLANK) for above in each.codes.under] if each.codes else ()
            value = self.cells.get(field_id, BLANK)
            if not fits_cascade(each, value, outer) and (problem := problem_of(each, value, outer)) is not None:
                self.faults.append(Fault(problem.code, problem.slots, self.located.place(where)))

    def _value(self, each: Field, given: Any, where: Path_) -> Value:
        if isinstance(given, dict | list):
            self._fault(where, "data-not-text", title=each.title, given=short(given))
            return BLANK
        value = from_cell(given)
        if value is BLANK:
            return BLANK
        if value is not NA:
            converted = self._converted(each, given, where)
            if converted is None:
                return value
            value = converted
        problem = None if self.as_given or each.computed else problem_of(each, value)
        if problem is not None:
            self.faults.append(Fault(problem.code, problem.slots, self.located.place(where)))
        return value

    def _converted(self, each: Field, given: Any, where: Path_) -> Value | None:
        """The value in the field's type; ``None``, with a fault, where it has another."""
        if each.type == "date":
            return self._date(each, given, where)
        if not each.numeric:
            if isinstance(given, str):
                return given
            self._wrong(where, "data-not-text", each, given)
            return None
        if isinstance(given, int | float) and not isinstance(given, bool):
            return float(given)
        meant = number_in(str(given), each.unit)
        if each.type == "percent" and meant is not None and str(given).strip().endswith(("%", "％")):
            return meant
        self._wrong(where, "data-not-number", each, given, "" if meant is None else format(meant, ".15g"))
        return None

    def _date(self, each: Field, given: Any, where: Path_) -> Value | None:
        try:
            return to_serial(date.fromisoformat(str(given)))
        except ValueError:
            self._wrong(where, "data-not-date", each, given)
            return None

    def _wrong(self, where: Path_, code: str, each: Field, given: Any, near: str = "") -> None:
        if not self.as_given:
            self._fault(where, code, near, title=each.title, given=given)

    def _below_last(self, data: Mapping[str, Any], parts: tuple[str, ...], path: Path_) -> None:
        """Last year's values, nested by their ids as this year's are."""
        for key, given in data.items():
            here, where = (*parts, *key.split(".")), (*path, key)
            field_id = ".".join(here)
            if isinstance(given, dict):
                self._below_last(given, here, where)
            elif field_id not in self.kind.last:
                place = self.located.key_place(where)
                self.faults.append(
                    Fault("data-unknown-field", {"id": field_id}, place, nearest(field_id, self.kind.last))
                )
            elif (value := self._value(self.kind.entries[LAST + field_id], given, where)) is not BLANK:
                self._once(LAST + field_id, where)
                self.last[field_id] = value

    def _explanations(self, given: Any) -> Iterator[tuple[str, str]]:
        """What the filler says to verify findings, by the codes of the checks."""
        if given is None:
            return
        if not isinstance(given, dict):
            self._fault(("explanations",), "data-not-mapping", given=short(given))
            return
        legal = [check.id for check in self.kind.checks if check.severity == "verify"]
        for code, text in given.items():
            path: Path_ = ("explanations", code)
            if code not in legal:
                place = self.located.key_place(path)
                self.faults.append(Fault("data-unknown-check", {"id": code}, place, nearest(code, legal)))
            elif not isinstance(text, str):
                self._fault(path, "data-not-text", title=code, given=short(text))
            elif text.strip():
                yield code, text

    # --- parameters ----------------------------------------------------------------------------------------------

    def _parameters(self, given: Any) -> Iterator[tuple[str, ParameterEntry]]:
        if given is None:
            return
        if not isinstance(given, dict):
            self._fault(("parameters",), "data-not-mapping", given=short(given))
            return
        known = {parameter.id: parameter for parameter in self.kind.parameters}
        for key, written in given.items():
            path: Path_ = ("parameters", key)
            if key not in known:
                self._fault(path, "data-unknown-parameter", nearest(key, known), id=key)
            elif known[key].fixed:
                self._fault(path, "data-fixed-parameter", id=key)
            else:
                entry = self._entry(known[key], written, path)
                if entry is not None:
                    yield key, entry

    def _entry(self, parameter: Parameter, written: Any, path: Path_) -> ParameterEntry | None:
        if written is None:
            return None
        if isinstance(written, int | float) and not isinstance(written, bool):
            written = {"value": written}
        if not isinstance(written, dict):
            self._fault(path, "data-not-number", title=parameter.label, given=short(written))
            return None
        levels = parameter.table.cascade().levels if parameter.table else ()
        legal = ("value", "source", *levels)
        for key in [key for key in written if key not in legal]:
            self.faults.append(_unknown(self.located, (*path, key), key, legal))
        choose = self._chosen(parameter, levels, written, path)
        own: Value = BLANK
        if written.get("value") not in (None, ""):
            own = self._own(parameter, written["value"], path)
            if parameter.table and not written.get("source") and not self.as_given:
                self._fault(path, "data-parameter-source", id=parameter.id)
        return ParameterEntry(choose, own, from_cell(str(written.get("source") or "")))

    def _own(self, parameter: Parameter, value: Any, path: Path_) -> Value:
        where = (*path, "value")
        if self.as_given and not isinstance(value, dict | list):
            return from_cell(value)
        if not isinstance(value, int | float) or isinstance(value, bool):
            self._fault(where, "data-not-number", title=parameter.label, given=short(value))
            return BLANK
        problem = problem_of(self.kind.entries[f"{parameter.symbol}.own"], float(value))
        if problem is not None:
            self.faults.append(Fault(problem.code, problem.slots, self.located.place(where)))
        return float(value)

    def _chosen(
        self, parameter: Parameter, levels: Sequence[str], written: Mapping[str, Any], path: Path_
    ) -> tuple[Value, ...]:
        if parameter.table is None or not any(level in written for level in levels):
            return ()
        defaults = dict(zip(levels, parameter.choose, strict=True))
        given = defaults | {level: _choice(written[level]) for level in levels if level in written}
        chosen = tuple(given[level] for level in levels)
        known: tuple[str, ...] = ()
        for level, choice in zip(levels, chosen, strict=True):
            legal = parameter.table.cascade().choices(known)
            if choice is not BLANK and choice not in legal and not self.as_given:
                word = joined(choice)
                slots = {"label": parameter.label, "choice": word, "legal": "、".join(legal)}
                self._fault((*path, level), "data-factor-choice", nearest(word, legal), **slots)
                break
            known = (*known, joined(choice))
        return chosen


def _choice(written: Any) -> Value:
    """A choice as YAML has it: there a year may be written without quotes."""
    return BLANK if written is None else from_cell(str(written))


def _unknown(located: Located, path: Path_, key: str, legal: Sequence[str]) -> Fault:
    slots = {"key": key, "legal": ", ".join(legal)}
    return Fault("data-unknown-key", slots, located.key_place(path), nearest(key, legal))
