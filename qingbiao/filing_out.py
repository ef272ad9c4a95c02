"""A filing written out: as YAML that can be filled in again, and as plain records for JSON and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import yaml

from qingbiao.bind import LAST, REPORTED
from qingbiao.filing import Computed, Filing, ParameterEntry
from qingbiao.form import Edition, Field, Kind, Parameter
from qingbiao.values import BLANK, Value, from_serial, to_cell

_LINE_END: Final = re.compile("[\x85\u2028\u2029]")
Origin = Literal["input", "computed", "reported", "last", "explanation"]


@dataclass(frozen=True, slots=True)
class Record:
    """One value: ``row`` is counted from 1 within a register, 0 for single fields.

    An explanation goes by the code of its check, last year's value by the id of this year's field.
    """

    id: str
    row: int
    title: str
    unit: str
    origin: Origin
    value: float | int | str | None


def records(kind: Kind, filing: Filing, computed: Computed) -> Iterator[Record]:
    """Every value of a filing that is not blank, in the form's order: inputs, computed values, reported values.

    Then what was chosen and entered as parameters, last year's values, and 审核说明.
    """
    for each in kind.fields.values():
        origin: Origin = "computed" if each.computed else "input"
        if each.register is None:
            yield from _records(each, origin, [computed.cells[each.id]], 0)
            yield from _records(each, "reported", [filing.reported.get(each.id, BLANK)], 0)
        else:
            yield from _records(each, origin, computed.columns[each.id], 1)
            yield from _records(each, "reported", filing.reported_columns.get(each.id, ()), 1)

    for each in kind.entries.values():
        if each.id in computed.cells and not each.read_only and not each.id.startswith((REPORTED, LAST)):
            yield from _records(each, "input", [computed.cells[each.id]], 0)
    for field_id in kind.last:
        yield from _records(kind.fields[field_id], "last", [filing.last.get(field_id, BLANK)], 0)
    for code, text in filing.explanations.items():
        yield Record(code, 0, _EXPLANATION, "", "explanation", text)


_EXPLANATION: Final = "审核说明"


def _records(each: Field, origin: Origin, values: Sequence[Value], first: int) -> Iterator[Record]:
    for row, value in enumerate(values, first):
        if value is not BLANK:
            yield Record(each.id, row, each.title, each.unit, origin, written(each, value))


def written(each: Field, value: Value) -> float | int | str | None:
    """A value as people write it in a data file: dates as dates, the rest as the cell shows it."""
    if each.type == "date" and isinstance(value, float) and value.is_integer():
        try:
            return from_serial(value).isoformat()
        except OverflowError:
            return to_cell(value)
    return to_cell(value)


class _Dumper(yaml.SafeDumper):
    """Escapes the line ends that PyYAML would write as they are and any reader would take for a space."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _LINE_END.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def filing_yaml(edition: Edition, kind: Kind, filing: Filing, cells: Mapping[str, str] | None = None) -> str:
    """The filing as a data file; ``cells`` says by id where in a workbook its values stood."""
    document: dict[str, Any] = {"edition": edition.id, "kind": kind.id, "year": edition.year}
    parameters = dict(_parameters(kind.parameters, filing.parameters))
    if parameters:
        document["parameters"] = parameters
    document["values"] = _nested(kind, filing)
    last = _nested_last(kind, filing)
    if last:
        document["last"] = last
    if filing.explanations:
        document["explanations"] = dict(filing.explanations)
    if cells:
        document["cells"] = dict(cells)
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _parameters(
    parameters: Sequence[Parameter], entries: Mapping[str, ParameterEntry]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for parameter in parameters:
        entry = entries.get(parameter.id)
        if entry is None:
            continue
        levels = parameter.table.cascade().levels if parameter.table else ()
        made: dict[str, Any] = dict(zip(levels, map(to_cell, entry.choose), strict=False))
        if entry.own is not BLANK:
            made["value"] = to_cell(entry.own)
        if entry.own_source is not BLANK:
            made["source"] = to_cell(entry.own_source)
        if made:
            yield parameter.id, made


def _nested(kind: Kind, filing: Filing) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for each in kind.fields.values():
        if each.register is None:
            value = (filing.reported if each.computed else filing.cells).get(each.id, BLANK)
            if value is not BLANK:
                _put(root, _parts(each.id, kind), written(each, value))
    for register in kind.registers:
        rows = list(_register_rows(kind, register, filing))
        if rows:
            _put(root, register.split("."), rows)
    return root


def _nested_last(kind: Kind, filing: Filing) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for field_id in kind.last:
        value = filing.last.get(field_id, BLANK)
        if value is not BLANK:
            _put(root, _parts(field_id, kind), to_cell(value))
    return root


def _put(root: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    for part in parts[:-1]:
        root = root.setdefault(part, {})
    root[parts[-1]] = value


def _parts(field_id: str, kind: Kind) -> list[str]:
    """The keys a field stands under. Below a register's id stands its list of rows, and below a field's its value, so
    what is called after them keeps their name in its key: ``agencies.total.staff``.
    """
    parts = field_id.split(".")
    for length in range(1, len(parts)):
        above = ".".join(parts[:length])
        if above in kind.registers or above in kind.fields:
            return [*parts[: length - 1], ".".join(parts[length - 1 :])]
    return parts


def _register_rows(kind: Kind, register: str, filing: Filing) -> Iterator[dict[str, Any]]:
    columns = [
        (each, (filing.reported_columns if each.computed else filing.columns).get(each.id, ()))
        for each in kind.columns(register)
    ]
    for row in range(filing.rows(kind, register)):
        yield {
            each.name: written(each, values[row])
            for each, values in columns
            if row < len(values) and values[row] is not BLANK
        }
