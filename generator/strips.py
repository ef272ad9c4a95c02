"""Horizontal layout: how wide each strip of a block is, and the few columns that serve all of a page's blocks.

Blocks that stack on a page have different columns. Each is laid out by itself over the page's width; the boundaries of
all of them, brought together where they nearly meet, are the boundaries of the worksheet's columns.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.textsize import MARGIN, text_width
from qingbiao.form import Band, Block, Field, Header, Section

NEAR: Final = 1.2
"""Boundaries nearer than this many characters become one."""
NUMBER_WIDTH: Final = 5.5
LABEL_SHARE: Final = 0.42
"""What the label takes of a label–input pair."""

_WIDTHS: Final[Mapping[str, float]] = {
    "text": 16,
    "count": 8,
    "quantity": 10,
    "percent": 9,
    "date": 13,
    "choice": 10,
    "code": 20,
    "credit_code": 23,
    "phone": 17,
}


@dataclass(frozen=True, slots=True)
class Strip:
    """A vertical strip of the page, in characters from its left edge."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class BlockStrips:
    """The strips of one block: its title, its rows' numbers and labels, and its leaves."""

    title: Strip | None
    number: Strip | None
    head: Strip | None
    labels: tuple[Strip | None, ...]
    """Of inline leaves: where the label is printed."""
    cells: tuple[Strip, ...]

    def all(self) -> Iterator[Strip]:
        """Every strip there is."""
        yield from (s for s in (self.title, self.number, self.head, *self.labels, *self.cells) if s is not None)


@dataclass(frozen=True, slots=True)
class Grid:
    """Worksheet columns from boundaries: column ``i`` (1-based) lies between boundaries ``i - 1`` and ``i``."""

    boundaries: tuple[float, ...]

    def columns(self, strip: Strip) -> tuple[int, int]:
        """First and last worksheet column of a strip."""
        return self._nearest(strip.start) + 1, self._nearest(strip.end)

    def _nearest(self, x: float) -> int:
        index = bisect.bisect_left(self.boundaries, x)
        around = [i for i in (index - 1, index) if 0 <= i < len(self.boundaries)]
        return min(around, key=lambda i: abs(self.boundaries[i] - x))

    @property
    def widths(self) -> tuple[float, ...]:
        """Widths of the worksheet columns."""
        pairs = zip(self.boundaries, self.boundaries[1:], strict=False)
        return tuple(round(right - left, 2) for left, right in pairs)


def fit(strips: Iterable[Strip]) -> Grid:
    """The fewest columns whose boundaries are all the strips' boundaries, those nearer than :data:`NEAR` as one."""
    xs = sorted({x for strip in strips for x in (strip.start, strip.end)})
    groups: list[list[float]] = []
    for x in xs:
        if groups and x - groups[-1][0] <= NEAR:
            groups[-1].append(x)
        else:
            groups.append([x])
    return Grid(tuple(round(sum(group) / len(group), 3) for group in groups))


def title_width(sections: Sequence[Section]) -> float:
    """The strip at the left of a page that holds the titles of its sections."""
    return max((s.title_width for s in sections if s.title and s.title_at == "left"), default=0.0)


def natural_width(sections: Sequence[Section], fields: Mapping[str, Field]) -> float:
    """How wide a page's widest band is when every leaf has the width it asks for."""
    bands = (band for section in sections for band in section.bands)
    return title_width(sections) + max(
        (sum(_fixed_width(block) + sum(_leaf_widths(block, fields)) for block in band) for band in bands), default=0.0
    )


def strips_of(band: Band, start: float, end: float, fields: Mapping[str, Field]) -> tuple[BlockStrips, ...]:
    """The strips of blocks that stand side by side between ``start`` and ``end``, each as wide as its weight says."""
    total = sum(block.weight for block in band)
    made: list[BlockStrips] = []
    for block in band:
        width = (end - start) * block.weight / total
        total -= block.weight
        made.append(_block_strips(block, start, start + width, fields))
        start += width
    return tuple(made)


def _block_strips(block: Block, start: float, end: float, fields: Mapping[str, Field]) -> BlockStrips:
    cursor = start

    def take(width: float) -> Strip:
        nonlocal cursor
        strip = Strip(cursor, cursor + width)
        cursor += width
        return strip

    title = take(block.title_width) if block.title else None
    if block.pairs:
        return _pair_strips(block, title, cursor, end)
    number = take(NUMBER_WIDTH) if numbered(block) else None
    head = take(block.heads_width) if block.row_heads else None
    widths = _leaf_widths(block, fields)
    scale = (end - cursor) / sum(widths)
    labels: list[Strip | None] = []
    cells: list[Strip] = []
    for width, label_width in zip(widths, _label_widths(block, fields), strict=True):
        labels.append(take(label_width * scale) if label_width else None)
        cells.append(take((width - label_width) * scale))
    return BlockStrips(title, number, head, tuple(labels), tuple(cells))


def _pair_strips(block: Block, title: Strip | None, start: float, end: float) -> BlockStrips:
    """Pairs of equal width, so that rows of pairs stand under each other; the last takes what is left of its row."""
    width = (end - start) / block.pairs
    count = len(block.rows[0])
    lefts = [start + width * index for index in range(count)]
    rights = [*lefts[1:], end]
    labels = tuple(Strip(left, left + width * LABEL_SHARE) for left in lefts)
    cells = tuple(Strip(label.end, right) for label, right in zip(labels, rights, strict=True))
    return BlockStrips(title, None, None, labels, cells)


def numbered(block: Block) -> bool:
    """Whether a block has a strip of row numbers."""
    if block.register is not None:
        return block.register.numbered is not None
    return any(head.number for head in block.row_heads)


def _fixed_width(block: Block) -> float:
    title = block.title_width if block.title else 0.0
    return title + NUMBER_WIDTH * numbered(block) + block.heads_width * bool(block.row_heads)


def _leaf_widths(block: Block, fields: Mapping[str, Field]) -> list[float]:
    own = [fields[field_id] for field_id in block.rows[0]]
    labels = _label_widths(block, fields)
    return [(f.width or _WIDTHS[f.type]) + label for f, label in zip(own, labels, strict=True)]


def _label_widths(block: Block, fields: Mapping[str, Field]) -> list[float]:
    texts = {index: header.text for top in block.headers for header, index in leaf_headers(top)}
    return [
        min(max(text_width(texts[index], 10) + MARGIN, 6.0), 22.0) if fields[field_id].inline else 0.0
        for index, field_id in enumerate(block.rows[0])
    ]


def leaf_headers(header: Header) -> Iterator[tuple[Header, int]]:
    """The leaves of a header tree with their indices."""
    if header.leaf is not None:
        yield header, header.leaf
    for child in header.children:
        yield from leaf_headers(child)
