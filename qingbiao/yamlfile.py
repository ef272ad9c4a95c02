"""YAML with its places kept: plain data, and for each value the line and column it came from.

Stricter than YAML itself where a form editor would be surprised: a key may stand once, ``no``, ``12:30``, ``007`` and
dates are words, there are no tags, and aliases cannot multiply a file beyond :data:`MOST_VALUES` values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from qingbiao.errors import FaultySpec, QingbiaoError, raise_if
from qingbiao.faults import Fault, Place

MOST_VALUES: Final = 2_000_000
"""More values than any form or filing has (10,000 rows of 100 columns); an exploding alias passes it at once."""

MOST_BYTES: Final = 64 * 1024 * 1024

MOST_DEPTH: Final = 100
"""Levels of lists and mappings in each other; a form has about a dozen."""

Path_ = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    "true": True,
    "false": False,
}
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,307})")
_DECIMAL: Final = re.compile(r"(?:[-+]?(?:0|[1-9][0-9]{0,307})\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
"""Nothing that YAML 1.1 takes for a text is a number here, so that what any program writes is read as it was meant."""

_Event = Any
"""PyYAML's stubs do not say what its events have."""

_ANCHOR: Final = re.compile(r"(?:[&!]\S*\s+)+")
_TAG: Final = "tag:yaml.org,2002:"
_CORE: Final = {f"{_TAG}null": type(None), f"{_TAG}bool": bool, f"{_TAG}int": int, f"{_TAG}float": float}
_PLAIN: Final = frozenset({None, "!", f"{_TAG}map", f"{_TAG}seq"})


@dataclass(frozen=True)
class Located:
    """A YAML file's data with every value's place: ``marks`` maps a path of keys and indices to line and column."""

    file: str
    data: Any
    marks: dict[Path_, tuple[int, int]] = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict, repr=False)
    """As ``marks``, of the key that stands before a value."""
    shared: dict[Path_, Path_] = field(default_factory=dict, repr=False)
    """Where what stands at an alias is written."""

    def place(self, path: Path_, offset: int = 0) -> Place:
        """The place of the value at ``path`` or, when it has none, of its nearest ancestor; ``offset`` columns on."""
        path = self._written(path)
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Place(self.file, line, column + offset, self._quote(line))

    def key_place(self, path: Path_) -> Place:
        """The place of the key that the value at ``path`` has; of the value itself where there is no key."""
        mark = self.keys.get(self._written(path))
        return self.place(path) if mark is None else Place(self.file, *mark, self._quote(mark[0]))

    def _written(self, path: Path_) -> Path_:
        for length in range(len(path), 0, -1):
            source = self.shared.get(path[:length])
            if source is not None:
                return self._written((*source, *path[length:]))
        return path

    def _quote(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""


def read_yaml(path: Path, error: type[QingbiaoError] = FaultySpec) -> Located:
    """Read one YAML file. Raises ``error`` with every duplicate key, or with the first place that is not YAML."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise error(Fault("yaml-too-large", {"most": MOST_BYTES // 2**20}, Place(str(path))))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise error(Fault("yaml-not-utf8", {"byte": problem.start}, Place(str(path)))) from None
    except OSError as problem:
        raise error(Fault("file-unreadable", {"reason": problem.strerror or problem}, Place(str(path)))) from None
    return parse_yaml(text, str(path), error)


def parse_yaml(text: str, file: str, error: type[QingbiaoError] = FaultySpec) -> Located:
    """Parse YAML text that came from ``file``; see :func:`read_yaml`."""
    builder = _Builder(text, file, error)
    try:
        data = builder.document()
    except yaml.YAMLError as problem:
        raise error(_syntax_fault(problem, file, builder.lines)) from None
    raise_if(error, builder.faults)
    return Located(file, data, builder.marks, builder.lines, builder.keys, builder.shared)


def _syntax_fault(problem: yaml.YAMLError, file: str, lines: tuple[str, ...]) -> Fault:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return Fault("yaml-syntax", {"problem": str(problem).splitlines()[0]}, _unreadable(problem, file, lines))
    quote = lines[mark.line] if mark.line < len(lines) else ""
    said = getattr(problem, "problem", None) or str(problem)
    return Fault("yaml-syntax", {"problem": said}, Place(file, mark.line + 1, mark.column + 1, quote))


def _unreadable(problem: yaml.YAMLError, file: str, lines: tuple[str, ...]) -> Place:
    """The line of a character that YAML forbids; PyYAML gives no more than the character."""
    character = chr(problem.character) if isinstance(problem, yaml.reader.ReaderError) else ""
    for number, line in enumerate(lines, 1):
        if character and character in line:
            return Place(file, number, line.index(character) + 1, line.replace(character, "\N{REPLACEMENT CHARACTER}"))
    return Place(file)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor stands for: the data, where it is, and how many values it is with its aliases written out."""

    data: Any
    path: Path_
    size: int


class _Builder:
    """Turns YAML's events into data, remembering marks and collecting faults.

    From events, not from PyYAML's nodes: those are built by recursion in C, which a thousand brackets bring down.
    """

    def __init__(self, text: str, file: str, error: type[QingbiaoError]) -> None:
        self.file = file
        self.lines = tuple(text.splitlines())
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.keys: dict[Path_, tuple[int, int]] = {}
        self.shared: dict[Path_, Path_] = {}
        self.faults: list[Fault] = []
        self._error = error
        self._events: Iterator[_Event] = iter(yaml.parse(text, Loader=_Loader))
        self._anchors: dict[str, _Anchored | None] = {}
        """``None`` while the anchored value is being read."""
        self._size = 0

    def document(self) -> Any:
        """The data of the one document there is; ``None`` when there is none."""
        data = None
        for count, event in enumerate(self._documents()):
            if count:
                raise yaml.composer.ComposerError(None, None, "expected a single document", event.start_mark)
            data = self._value(next(self._events), ())
        return data

    def _documents(self) -> Iterator[_Event]:
        return (event for event in self._events if isinstance(event, yaml.DocumentStartEvent))

    def _value(self, event: _Event, path: Path_) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        before = self._size
        self._grow(event, 1)
        self.marks[path] = self._mark(event)
        data = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._collection(event, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(data, path, self._size - before)
        return data

    def _mark(self, event: _Event) -> tuple[int, int]:
        """Line and column of a value, behind its anchor."""
        line, column = event.start_mark.line, event.start_mark.column
        if event.anchor is not None:
            anchor = _ANCHOR.match(self.lines[line], column)
            column = anchor.end() if anchor else column
        return line + 1, column + 1

    def _alias(self, event: _Event, path: Path_) -> Any:
        if event.anchor not in self._anchors:
            raise yaml.composer.ComposerError(None, None, f"found undefined alias {event.anchor!r}", event.start_mark)
        anchored = self._anchors[event.anchor]
        if anchored is None:
            self._stop("yaml-explodes", event, most=MOST_VALUES)
        self._grow(event, anchored.size)
        self.shared[path] = anchored.path
        return anchored.data

    def _grow(self, event: _Event, by: int) -> None:
        self._size += by
        if self._size > MOST_VALUES:
            self._stop("yaml-explodes", event, most=MOST_VALUES)

    def _scalar(self, event: _Event) -> Any:
        plain = event.implicit[0] and event.tag is None
        if plain or event.tag in {None, "!", f"{_TAG}str"}:
            return meant(event.value) if plain else event.value
        value = meant(event.value)
        if type(value) is _CORE.get(event.tag):
            return value
        self._fault("yaml-tag", event, tag=event.tag.replace(_TAG, "!!"))
        return None

    def _collection(self, event: _Event, path: Path_) -> dict[str, Any] | list[Any]:
        if len(path) > MOST_DEPTH:
            self._stop("yaml-too-deep", event)
        if event.tag not in _PLAIN:
            self._fault("yaml-tag", event, tag=event.tag.replace(_TAG, "!!"))
        return self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(path)

    def _sequence(self, path: Path_) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._value(event, (*path, len(result))))
        return result

    def _mapping(self, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, where = self._key(event, path)
            if where in self.keys:
                self._fault("yaml-duplicate-key", event, key=key)
            self.keys[where] = (event.start_mark.line + 1, event.start_mark.column + 1)
            value = next(self._events)
            if key == "<<" and event.implicit[0]:
                merged = self._merged(value, where)
            else:
                result[key] = self._value(value, where)
        for key in merged.keys() - result.keys():
            self.shared[*path, key] = merged[key][0]
        return {**{key: value for key, (_, value) in merged.items()}, **result}

    def _key(self, event: _Event, path: Path_) -> tuple[str, Path_]:
        if isinstance(event, yaml.ScalarEvent):
            return event.value, (*path, event.value)
        self._fault("yaml-key", event)
        self._value(event, (*path, ""))
        return "", (*path, "", len(self.faults))

    def _merged(self, event: _Event, path: Path_) -> dict[str, tuple[Path_, Any]]:
        """What ``<<`` brings into a mapping, each with where it is; the first of several mappings wins."""
        given = self._value(event, path)
        listed = [((*path, index), each) for index, each in enumerate(given)] if isinstance(given, list) else None
        merged: dict[str, tuple[Path_, Any]] = {}
        for where, each in listed or [(path, given)]:
            if not isinstance(each, dict):
                self._fault("yaml-merge", event)
                continue
            for key, value in each.items():
                merged.setdefault(key, ((*where, key), value))
        return merged

    def _fault_at(self, code: str, event: _Event, slots: Mapping[str, object]) -> Fault:
        mark = event.start_mark
        quote = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return Fault(code, slots, Place(self.file, mark.line + 1, mark.column + 1, quote))

    def _fault(self, code: str, event: _Event, **slots: object) -> None:
        self.faults.append(self._fault_at(code, event, slots))

    def _stop(self, code: str, event: _Event, **slots: object) -> NoReturn:
        """Refuse the file at once, with the faults found so far."""
        raise self._error(*self.faults, self._fault_at(code, event, slots))


def meant(text: str) -> str | float | bool | None:
    """The value of a word without quotes: a number, true, false, nothing, or the text it is."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text) if _DECIMAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
