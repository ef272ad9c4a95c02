"""What a workbook file carries besides sheets: macros, links to other files, objects, pictures, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from zipfile import ZipFile, ZipInfo

_DRAWN: Final = re.compile(rb"<(?:\w+:)?(twoCellAnchor|oneCellAnchor|absoluteAnchor)\b")
_MOST_OF_A_DRAWING: Final = 4 * 2**20

_KINDS: Final[tuple[tuple[str, str], ...]] = (
    (r"xl/vba\w*\.(?:bin|xml)|xl/macrosheets/.*|xl/dialogsheets/.*|.*/vbaProject\.bin|customUI/.*", "damage-macro"),
    (r"xl/externalLinks/[^/]+\.xml|xl/connections\.xml|xl/queryTables/.*", "damage-external-link"),
    (r"xl/(?:embeddings|activeX|ctrlProps)/.*", "damage-embedded-object"),
    (r"xl/drawings/[^/]+\.xml", "damage-drawing-added"),
    (
        r"xl/(?:tables|pivotTables|pivotCache|slicers|slicerCaches|timelines|chartsheets|model|webextensions|richData)/.*",
        "damage-part-added",
    ),
)
_MATCHERS: Final = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)
_RELATIONS: Final = re.compile(r".*\.rels")


class Attached(NamedTuple):
    """A part that blank workbooks do not have."""

    kind: str
    """The kind of damage it is."""
    name: str


class Comment(NamedTuple):
    """A note on a cell."""

    cell: str
    text: str


class Link(NamedTuple):
    """A hyperlink on a cell, to a place in the file or an address outside."""

    cell: str
    target: str


def attached_parts(entries: Mapping[str, ZipInfo], archive: ZipFile) -> tuple[Attached, ...]:
    """The parts that matter; themes, printer settings, calculation chains and the like come from saving."""
    found = []
    for name, entry in entries.items():
        kind = next((kind for matcher, kind in _MATCHERS if matcher.fullmatch(name)), None)
        if kind is None or _RELATIONS.fullmatch(name):
            continue
        if kind == "damage-drawing-added" and not _has_content(archive, entry):
            continue  # LibreOffice leaves an empty one with every filter
        found.append(Attached(kind, name))
    return tuple(sorted(found))


def _has_content(archive: ZipFile, entry: ZipInfo) -> bool:
    return entry.file_size > _MOST_OF_A_DRAWING or _DRAWN.search(archive.read(entry)) is not None


def comments_of(relations: Mapping[str, tuple[str, str, bool]], tree: Callable[[str], Any]) -> Iterator[Comment]:
    """The notes of a sheet."""
    for kind, target, outside in relations.values():
        if kind != "comments" or outside:
            continue
        root = tree(target)
        for each in root.iter() if root is not None else ():
            if str(each.tag).endswith("}comment"):
                texts = (part.text or "" for part in each.iter() if str(part.tag).endswith("}t"))
                yield Comment(each.get("ref", ""), "".join(texts).strip())


def links_of(links: Iterable[Mapping[str, str]], relations: Mapping[str, tuple[str, str, bool]]) -> Iterator[Link]:
    """The hyperlinks of a sheet."""
    for each in links:
        _, target, _ = relations.get(each.get("id", ""), ("", "", False))
        yield Link(each.get("ref", ""), target or each.get("location", ""))
