"""Code lists (industries, divisions) and the crosswalks between a list's editions.

Codes are text: they have leading zeros, and an industry code means something only together with its edition
(GB/T 4754: 308 of the 430 four-digit codes that 2002 and 2017 share have another name).
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from qingbiao.cascade import Cascade, CascadeRow
from qingbiao.datafile import Head, Row, Table, read_head, read_table
from qingbiao.errors import FaultySpec, raise_if
from qingbiao.faults import Fault, nearest

_LIST_KEYS: Final = ("list", "title", "source", "file", "crosswalk", "entry", "levels")
_LEVEL_KEYS: Final = ("id", "title", "code", "skipped", "none")
_CROSSWALK_KEYS: Final = ("crosswalk", "from", "to", "source", "file")


@dataclass(frozen=True, slots=True)
class CodeLevel:
    """One level of a list: its id, its name for people, and the shape of its codes."""

    id: str
    title: str
    shape: re.Pattern[str]
    skipped: str = ""
    """The choice shown on this level for an entry directly below a higher one: a county without a city."""
    none: str = ""
    """The choice shown on this level and below for an entry with nothing below it: a city without counties."""


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its name; ``level`` is a level's id, ``label`` what people see and choose."""

    code: str
    name: str
    parent: str
    level: str
    label: str


@dataclass(frozen=True)
class CodeList:
    """A standard's codes, every parent before its children, with where they were taken from."""

    id: str
    title: str
    source: str
    levels: tuple[CodeLevel, ...]
    entries: tuple[CodeEntry, ...]
    crosswalk: str = ""
    """Id of the crosswalk from the edition before to this one."""

    def entry(self, code: str) -> CodeEntry | None:
        """The entry with this code, on any level."""
        return self._by_code.get(code)

    def offered(self) -> tuple[str, ...]:
        """The labels people choose from in a flat list: the entries of the lowest level."""
        lowest = self.levels[-1].id
        return tuple(entry.label for entry in self.entries if entry.level == lowest)

    def cascade(self) -> Cascade:
        """The list level by level; there is a choice on every level, and each row leads to the code it means."""
        return self._cascade

    def path(self, entry: CodeEntry) -> tuple[CodeEntry, ...]:
        """The entry and everything above it, the highest first."""
        above = self._by_code.get(entry.parent)
        return (*self.path(above), entry) if above else (entry,)

    @cached_property
    def _by_code(self) -> Mapping[str, CodeEntry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def _cascade(self) -> Cascade:
        parents = {entry.parent for entry in self.entries}
        leaves = (entry for entry in self.entries if entry.code not in parents)
        rows = (CascadeRow(self._labels(leaf), (leaf.code,)) for leaf in leaves)
        return Cascade.grouped(tuple(level.id for level in self.levels), ("code",), rows)

    def _labels(self, leaf: CodeEntry) -> tuple[str, ...]:
        """A label for each level: an entry's own, or the word for a level that is skipped or has nothing."""
        own = {entry.level: entry.label for entry in self.path(leaf)}
        labels: list[str] = []
        nothing = ""
        for level in self.levels:
            labels.append(nothing or own.get(level.id) or level.skipped)
            if level.id == leaf.level:
                nothing = self._word_below(level)
        return tuple(labels)

    def _word_below(self, level: CodeLevel) -> str:
        below = self.levels[self.levels.index(level) + 1 :]
        return below[0].none if below else ""


@dataclass(frozen=True, slots=True)
class CrosswalkPair:
    """``old`` of the earlier edition went, at least in part, to ``new`` of the later one."""

    old: str
    new: str
    note: str = ""


@dataclass(frozen=True)
class Crosswalk:
    """What became of each code from one edition (``older``, a list id) to the next (``newer``)."""

    id: str
    older: str
    newer: str
    source: str
    pairs: tuple[CrosswalkPair, ...]

    def successors(self, old: str) -> tuple[str, ...]:
        """The codes of the newer edition that ``old`` went to."""
        return self._successors.get(old, ())

    @cached_property
    def _successors(self) -> Mapping[str, tuple[str, ...]]:
        gathered: dict[str, tuple[str, ...]] = {}
        for pair in self.pairs:
            gathered[pair.old] = (*gathered.get(pair.old, ()), pair.new)
        return gathered


# --- reading a list ----------------------------------------------------------------------------------------------


def load_code_list(folders: Sequence[Path], list_id: str) -> CodeList:
    """The list of the first folder that has ``codes/<list_id>.yaml``. Raises :class:`FaultySpec` with every fault."""
    head = read_head(folders, f"codes/{list_id}.yaml", "list", _LIST_KEYS)
    levels = _levels(head)
    shown = _shown(head, levels)
    title, source, file = head.text("title"), head.text("source"), head.text("file")
    raise_if(FaultySpec, head.faults)
    table = read_table(head.folder / file, ("code", "parent", "name"), head.faults)
    entries = _Entries(levels, shown, table, head.faults).read()
    raise_if(FaultySpec, head.faults)
    return CodeList(list_id, title, source, levels, entries, head.text("crosswalk", optional=True))


def _levels(head: Head) -> tuple[CodeLevel, ...]:
    levels: dict[str, CodeLevel] = {}
    for item in head.each("levels", _LEVEL_KEYS):
        level = CodeLevel(
            item.text("id"),
            item.text("title"),
            _shape(item),
            item.text("skipped", optional=True),
            item.text("none", optional=True),
        )
        if level.id in levels:
            item.fault("codes-level-id", "id", id=level.id)
        levels[level.id] = level
    return tuple(levels.values())


def _shape(item: Head) -> re.Pattern[str]:
    pattern = item.text("code")
    try:
        return re.compile(pattern)
    except re.error:
        item.fault("codes-pattern", "code", given=pattern)
        return re.compile("")


def _shown(head: Head, levels: Sequence[CodeLevel]) -> str:
    """The template of a label: ``{code}``, ``{name}``, and the code at the top under the id of the highest level."""
    template = head.text("entry")
    legal = ["code", "name", *(level.id for level in levels[:1])]
    if levels and not _uses_only(template, legal):
        head.fault("codes-entry", "entry", given=template, legal=" ".join(f"{{{name}}}" for name in legal))
    return template


def _uses_only(template: str, legal: Collection[str]) -> bool:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return False
    return all(name is None or (name in legal and not form and not conversion) for _, name, form, conversion in parts)


class _Kept(NamedTuple):
    """An entry that is in order, with what its children need to know."""

    entry: CodeEntry
    line: int
    depth: int
    top: str
    """The code at the top of its branch; none for the top itself."""


@dataclass(frozen=True)
class _Entries:
    """Turns a table's rows into entries, checking each against the rows above it."""

    levels: Sequence[CodeLevel]
    shown: str
    table: Table
    faults: list[Fault]
    kept: dict[str, _Kept] = field(default_factory=dict)
    labels: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """The line of each label, by parent and level."""

    def read(self) -> tuple[CodeEntry, ...]:
        """All entries that are in order; what is wrong with the others is among the faults."""
        for row in self.table.rows:
            self._add(row)
        parents = {kept.entry.parent for kept in self.kept.values()}
        for code, kept in self.kept.items():
            if code not in parents:
                self._check_end(kept)
        return tuple(kept.entry for kept in self.kept.values())

    def _add(self, row: Row) -> None:
        code, parent, name = row.cells
        depth = next((depth for depth, level in enumerate(self.levels) if level.shape.fullmatch(code)), None)
        if not code or not name:
            self._fault(row.line, "codes-blank")
        elif code in self.kept:
            self._fault(row.line, "codes-duplicate", code=code, line=self.kept[code].line)
        elif depth is None:
            self._fault(row.line, "codes-shape", code=code)
        elif self._fits_parent(row.line, code, parent, depth):
            self._keep(row, depth)

    def _fits_parent(self, line: int, code: str, parent: str, depth: int) -> bool:
        if not parent and depth == 0:
            return True
        above = self.kept.get(parent)
        if above is None:
            self._fault(line, "codes-no-parent", nearest(parent, self.kept), code=code, parent=parent)
            return False
        if above.depth >= depth:
            self._fault(line, "codes-parent-level", code=code, parent=parent)
            return False
        for level in self.levels[above.depth + 1 : depth]:
            if not level.skipped:
                self._fault(line, "codes-gap", code=code, level=level.title, key="skipped")
        return True

    def _keep(self, row: Row, depth: int) -> None:
        code, parent, name = row.cells
        top = (self.kept[parent].top or parent) if parent else ""
        label = self.shown.format_map({"code": code, "name": name, self.levels[0].id: top})
        entry = CodeEntry(code, name, parent, self.levels[depth].id, label)
        first = self.labels.setdefault((parent, entry.level, label), row.line)
        if first != row.line:
            self._fault(row.line, "codes-same-label", label=label, line=first)
        self.kept[code] = _Kept(entry, row.line, depth, top)

    def _check_end(self, kept: _Kept) -> None:
        """An entry with nothing below it is on the lowest level, or the next level has a word for that."""
        for level in self.levels[kept.depth + 1 : kept.depth + 2]:
            if not level.none:
                self._fault(kept.line, "codes-gap", code=kept.entry.code, level=level.title, key="none")

    def _fault(self, line: int, message: str, suggestion: str = "", /, **slots: object) -> None:
        self.faults.append(Fault(message, slots, self.table.place(line), suggestion))


# --- reading a crosswalk -----------------------------------------------------------------------------------------


def load_crosswalk(folders: Sequence[Path], crosswalk_id: str) -> Crosswalk:
    """The crosswalk ``codes/<crosswalk_id>.yaml``; its codes must be in the two lists that it joins."""
    head = read_head(folders, f"codes/{crosswalk_id}.yaml", "crosswalk", _CROSSWALK_KEYS)
    older, newer, source, file = (head.text(key) for key in ("from", "to", "source", "file"))
    raise_if(FaultySpec, head.faults)
    lists = (load_code_list(folders, older), load_code_list(folders, newer))
    table = read_table(head.folder / file, ("from", "to", "note"), head.faults)
    pairs = tuple(_pairs(table, lists, head.faults))
    raise_if(FaultySpec, head.faults)
    return Crosswalk(crosswalk_id, older, newer, source, pairs)


def _pairs(table: Table, lists: tuple[CodeList, CodeList], faults: list[Fault]) -> Iterator[CrosswalkPair]:
    lines: dict[tuple[str, str], int] = {}
    for row in table.rows:
        old, new, note = row.cells
        for code, code_list in zip((old, new), lists, strict=True):
            if code_list.entry(code) is None:
                slots = {"code": code, "list": code_list.id}
                faults.append(Fault("crosswalk-unknown", slots, table.place(row.line)))
        first = lines.setdefault((old, new), row.line)
        if first != row.line:
            slots = {"old": old, "new": new, "line": str(first)}
            faults.append(Fault("crosswalk-duplicate", slots, table.place(row.line)))
        yield CrosswalkPair(old, new, note)
