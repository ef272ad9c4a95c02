"""Reading a data file of the spec: a YAML head whose faults know their line, and the CSV table beside it.

Faults are collected, so that a person sees all of a file's at once.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from qingbiao.errors import FaultySpec
from qingbiao.faults import Fault, Place, nearest
from qingbiao.yamlfile import Located, Path_, read_yaml

_INSTEAD: Final = math.nan
"""Stands in for a number that is at fault, so that reading goes on to the next fault."""


@dataclass(frozen=True)
class Head:
    """A mapping of a YAML file, asked for its values by key; what is wrong with them goes to ``faults``."""

    located: Located
    path: Path_
    data: dict[str, Any]
    faults: list[Fault]

    @property
    def folder(self) -> Path:
        """The folder of the file, where the table stands that it names."""
        return Path(self.located.file).parent

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def fault(self, code: str, at: str, /, *, suggestion: str = "", **slots: object) -> None:
        """Note a fault at the value of the key ``at``."""
        self.faults.append(Fault(code, slots, self.place(at), suggestion))

    def place(self, *keys: str) -> Place:
        """The place of the value below ``keys``."""
        return self.located.place((*self.path, *keys))

    def allow(self, legal: Collection[str]) -> None:
        """Every key that is not ``legal`` is a fault."""
        for key in [key for key in self.data if key not in legal]:
            self.fault("datafile-unknown-key", key, suggestion=nearest(key, legal), key=key)

    def text(self, key: str, *, optional: bool = False) -> str:
        """The text of ``key``; ``""`` when there is none."""
        value = self.data.get(key)
        if value is None or value == "":
            if not optional:
                self.fault("datafile-missing-key", key, key=key)
            return ""
        if not isinstance(value, str):
            self.fault("datafile-not-text", key, key=key)
            return ""
        return value.strip()

    def number(self, key: str) -> float:
        """The positive number of ``key``."""
        value = self.data.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf:
            return float(value)
        self.fault("datafile-not-number", key, key=key, given=value)
        return _INSTEAD

    def inner(self, key: str) -> Head:
        """The mapping below ``key``."""
        value = self.data.get(key)
        if not isinstance(value, dict) or not value:
            self.fault("datafile-not-map", key, key=key)
            value = {}
        return Head(self.located, (*self.path, key), value, self.faults)

    def each(self, key: str, legal: Collection[str]) -> Iterator[Head]:
        """The mappings of the list below ``key``, which may have the ``legal`` keys."""
        items = self.data.get(key)
        if not isinstance(items, list) or not items:
            self.fault("datafile-not-list", key, key=key)
            return
        for index, item in enumerate(items):
            path = (*self.path, key, index)
            if isinstance(item, dict):
                head = Head(self.located, path, item, self.faults)
                head.allow(legal)
                yield head
            else:
                self.faults.append(Fault("datafile-not-map", {"key": key}, self.located.place(path)))


def read_head(folders: Sequence[Path], path: str, kind: str, legal: Collection[str]) -> Head:
    """The head ``path`` (``codes/divisions.yaml``) of the first folder that has it; ``kind`` names it (``list``)."""
    located = read_yaml(_first(folders, path))
    if not isinstance(located.data, dict):
        raise FaultySpec(Fault("datafile-not-map", {"key": kind}, located.place(())))
    head = Head(located, (), located.data, [])
    head.allow(legal)
    name = head.text(kind)
    if name and name != Path(path).stem:
        head.fault("datafile-name", kind, name=name, file=Path(path).stem)
    return head


def _first(folders: Sequence[Path], path: str) -> Path:
    for folder in folders:
        if (folder / path).is_file():
            return folder / path
    wanted = Path(path)
    there = {file.stem for folder in folders for file in (folder / wanted.parent).glob(f"*{wanted.suffix}")}
    slots = {"path": path, "folders": "; ".join(map(str, folders))}
    raise FaultySpec(Fault("datafile-none", slots, suggestion=nearest(wanted.stem, sorted(there))))


class Row(NamedTuple):
    """One row of a table: its cells, stripped, and the line it ends on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file below its header, and its lines, so that a fault can quote the one it is about."""

    file: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, line: int) -> Place:
        """The place of a line, quoted."""
        return _place(self.file, self.lines, line)


def read_table(path: Path, columns: Sequence[str], faults: list[Fault]) -> Table:
    """The CSV file ``path``, whose header must be ``columns``; rows of another width go to ``faults``."""
    text = _read_text(path)
    lines = tuple(text.split("\n"))
    rows = _rows(str(path), text, lines)
    header = next(rows, Row(1, ())).cells
    if header != tuple(columns):
        named = {"expected": ",".join(columns), "found": ",".join(header)}
        raise FaultySpec(Fault("datafile-columns", named, _place(str(path), lines, 1)))
    whole: list[Row] = []
    for row in rows:
        if len(row.cells) == len(columns):
            whole.append(row)
        else:
            slots = {"expected": len(columns), "found": len(row.cells)}
            faults.append(Fault("datafile-cells", slots, _place(str(path), lines, row.line)))
    return Table(str(path), lines, tuple(whole))


def _read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without the byte order mark that Excel writes."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        line = 1 + problem.object.count(b"\n", 0, problem.start)
        raise FaultySpec(Fault("datafile-not-utf8", place=Place(str(path), line))) from None
    except OSError as problem:
        slots = {"reason": problem.strerror or problem}
        raise FaultySpec(Fault("datafile-unreadable", slots, Place(str(path)))) from None


def _rows(file: str, text: str, lines: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    sound = 0  # an unclosed quote is found at the end of the file: what is told is where its row begins
    try:
        for cells in reader:
            sound = reader.line_num
            if cells:
                yield Row(reader.line_num, tuple(map(str.strip, cells)))
    except csv.Error as problem:
        place = _place(file, lines, sound + 1)
        raise FaultySpec(Fault("datafile-csv", {"problem": problem}, place)) from None


def _place(file: str, lines: tuple[str, ...], line: int) -> Place:
    return Place(file, line, quote=lines[line - 1] if 0 < line <= len(lines) else "")
