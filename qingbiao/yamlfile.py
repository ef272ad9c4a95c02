"""YAML with its places kept: plain data, and for each value the line and column it came from.

Stricter than YAML itself where a form editor would be surprised: a key may stand once, ``no`` and ``on`` are words,
and aliases cannot multiply a file beyond :data:`MOST_VALUES` values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from qingbiao.errors import FaultySpec, QingbiaoError, raise_if
from qingbiao.faults import Fault, Place

MOST_VALUES: Final = 2_000_000
"""More values than any form or filing has (10,000 rows of 100 columns); an exploding alias passes it at once."""

MOST_BYTES: Final = 64 * 1024 * 1024

Path_ = tuple[str | int, ...]
_Resolver = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Resolver):  # type: ignore[misc,valid-type]
    """YAML 1.2's idea of true and false, and no time stamps: a date in a filing stays the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in _Resolver.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True)
class Located:
    """A YAML file's data with every value's place: ``marks`` maps a path of keys and indices to line and column."""

    file: str
    data: Any
    marks: dict[Path_, tuple[int, int]] = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)

    def place(self, path: Path_, offset: int = 0) -> Place:
        """The place of the value at ``path`` or, when it has none, of its nearest ancestor; ``offset`` columns on."""
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Place(self.file, line, column + offset, self._quote(line))

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
    lines = tuple(text.splitlines())
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        raise error(_syntax_fault(problem, file, lines)) from None
    except RecursionError:
        raise error(Fault("yaml-too-deep", {}, Place(file))) from None
    builder = _Builder(file, lines)
    data = builder.build(node, ()) if node is not None else None
    raise_if(error, builder.faults)
    return Located(file, data, builder.marks, lines)


def _syntax_fault(problem: yaml.YAMLError, file: str, lines: tuple[str, ...]) -> Fault:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return Fault("yaml-syntax", {"problem": str(problem).splitlines()[0]}, Place(file))
    quote = lines[mark.line] if mark.line < len(lines) else ""
    said = getattr(problem, "problem", None) or str(problem)
    return Fault("yaml-syntax", {"problem": said}, Place(file, mark.line + 1, mark.column + 1, quote))


class _Builder:
    """Turns YAML nodes into data, remembering marks and collecting faults."""

    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file = file
        self.lines = lines
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self._constructor = _Loader("")
        self._left = MOST_VALUES
        self._open: set[int] = set()

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self._left -= 1
        if self._left < 0 or id(node) in self._open:
            if self._left > -2:
                self._fault("yaml-explodes", node, most=MOST_VALUES)
            self._left = -2
            return None
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._open.add(id(node))
        built = self._mapping(node, path) if isinstance(node, yaml.MappingNode) else self._sequence(node, path)
        self._open.discard(id(node))
        return built

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._fault("yaml-tag", node, tag=node.tag)
            return None

    def _sequence(self, node: yaml.Node, path: Path_) -> list[Any]:
        return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in self._pairs(node):
            key = str(key_node.value)
            if key in result:
                self._fault("yaml-duplicate-key", key_node, key=key)
            result[key] = self.build(value_node, (*path, key))
        return result

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """The pairs of a mapping, those merged by ``<<`` first so that its own keys win."""
        own = {str(key.value) for key, _ in node.value}
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge" and isinstance(value, yaml.MappingNode):
                yield from (pair for pair in self._pairs(value) if str(pair[0].value) not in own)
        yield from ((key, value) for key, value in node.value if key.tag != "tag:yaml.org,2002:merge")

    def _fault(self, code: str, node: yaml.Node, **slots: object) -> None:
        mark = node.start_mark
        quote = self.lines[mark.line] if mark.line < len(self.lines) else ""
        self.faults.append(Fault(code, slots, Place(self.file, mark.line + 1, mark.column + 1, quote)))
