"""One block laid out between two rows: its header tree, its rows or register, its total, and what is kept beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.field_style import style_of
from generator.plan import Area, Content, Counter, Place, Slot
from generator.sketch import LEAST_HEIGHT, Sketch, rich
from generator.strips import BlockStrips, Grid, Strip, leaf_headers
from generator.style import Style
from generator.textsize import height_for, line_count
from qingbiao.assemble import NOTE_MARK
from qingbiao.bind import REPORTED
from qingbiao.form import Block, Field, Header

_UNIT_AT_END: Final = re.compile(r"(?<=[^\n])(?:（[^（）]{1,5}）|\([^()]{1,6}\))$")


@dataclass
class Placed:
    """What laying out a page tells the rest of the plan."""

    places: dict[str, Place] = field(default_factory=dict)
    reported: dict[str, Place] = field(default_factory=dict)
    registers: dict[str, Area] = field(default_factory=dict)
    """Each register's rows, over all its columns; headers and total not included."""
    header_rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    last_column: int = 1
    title_row: int = 1
    last_row: int = 1


@dataclass(frozen=True)
class Ground:
    """What every block of a page stands on."""

    sheet: str
    grid: Grid
    fields: Mapping[str, Field]
    capacities: Mapping[str, int]
    sketch: Sketch
    placed: Placed


def header_depth(block: Block) -> int:
    """Rows of a block's header; leaves whose label stands in the row need none."""
    if not block.header:
        return 0
    return max(header.depth() for header in block.headers)


def column_ids(block: Block, leaf: int) -> Iterator[str]:
    """The fields under one leaf: of every row, and of the total."""
    yield from (row[leaf] for row in block.rows)
    total = block.total.fields[leaf] if block.total else None
    if total is not None:
        yield total


class BlockLayout:
    """Lays out one block between two rows."""

    def __init__(self, ground: Ground, block: Block, strips: BlockStrips, margin: Mapping[int, int]) -> None:
        self.ground = ground
        self.block = block
        self.strips = strips
        self.margin = margin
        self.sketch = ground.sketch
        self.inline = {index for index, label in enumerate(strips.labels) if label is not None}

    def lay_out(self, top: int, bottom: int, *, alone: bool) -> None:
        """Put the block between two rows; ``alone``: nothing stands beside it."""
        depth = header_depth(self.block)
        if self.strips.title and self.block.title:
            self._put(self.strips.title, top, bottom, style.SECTION.but(bold=False), marked(self.block.title))
        if depth:
            self._header(top, depth)
        if self.block.register is not None:
            self._register(top + depth, bottom, alone=alone)
        else:
            self._rows(top + depth, bottom)

    def _put(
        self, strip: Strip, top: int, bottom: int, look: Style, content: Content, *, repeat: int = 1, least: float = 0.0
    ) -> int:
        left, right = self.ground.grid.columns(strip)
        if not self.block.border:
            look = look.but(border="none", fill=None) if look.locked else look
        self.sketch.put(Area(top, left, bottom, right), look, content, repeat=repeat, least=least)
        return left

    # --- header --------------------------------------------------------------------------------------------------

    def _header(self, top: int, depth: int) -> None:
        bottom = top + depth - 1
        under = self._numbers_under_root()
        if self.strips.number:
            text = self.block.register.numbered if self.block.register else self.block.heads_number
            self._put(self.strips.number, top + under, bottom, style.HEADER, text or "")
        if self.strips.head:
            self._put(self.strips.head, top, bottom, style.HEADER, marked(self.block.heads_label))
        for header in self.block.headers:
            self._header_node(header, top, bottom)
        for leaf, position in self.margin.items():
            self._put_margin(bottom, position, style.REPORTED_LABEL, "原报：" + self._reported_label(leaf))

    def _reported_label(self, leaf: int) -> str:
        """A column's label, with its group's where the block has several of the same label."""
        reported = {each: self.ground.fields[next(column_ids(self.block, each))] for each in self.margin}
        label = reported[leaf].label
        alone = sum(each.label == label for each in reported.values()) == 1
        return label if alone else "，".join(reported[leaf].title.split("，")[-2:])

    def _numbers_under_root(self) -> bool:
        """A single group over a whole numbered block stands over its numbers too."""
        return bool(
            self.strips.number
            and not self.strips.head
            and len(self.block.headers) == 1
            and self.block.headers[0].children
        )

    def _header_node(self, header: Header, top: int, bottom: int) -> None:
        strip = self._over(header)
        if header.leaf is not None:
            text: Content = None if header.leaf in self.inline else marked(self._broken(header.text, strip))
            self._put(strip, top, bottom, style.HEADER, text)
            return
        only_inline = all(leaf in self.inline for leaf in header.leaves()) and not any(
            c.children for c in header.children
        )
        end = bottom if only_inline else top
        self._put(strip, top, end, style.HEADER, marked(header.text))
        if end < bottom:
            for child in header.children:
                self._header_node(child, top + 1, bottom)

    def _broken(self, text: str, strip: Strip) -> str:
        """A heading that does not fit on one line breaks before its unit, not inside it."""
        unit = _UNIT_AT_END.search(text)
        left, right = self.ground.grid.columns(strip)
        if unit is None or line_count(text, style.HEADER.size, self.sketch.width(left, right)) == 1:
            return text
        return f"{text[: unit.start()]}\n{unit.group()}"

    def _over(self, header: Header) -> Strip:
        leaves = list(header.leaves())
        first, last = leaves[0], leaves[-1]
        start = self.strips.labels[first] or self.strips.cells[first]
        if self.strips.number and self._numbers_under_root() and header is self.block.headers[0]:
            start = self.strips.number
        return Strip(start.start, self.strips.cells[last].end)

    # --- rows ----------------------------------------------------------------------------------------------------

    def _rows(self, top: int, bottom: int) -> None:
        for index, ids in enumerate(self.block.rows):
            row = top + index
            end = bottom if index == len(self.block.rows) - 1 else row
            self._row_head(index, row, end)
            for leaf, field_id in enumerate(ids):
                self._leaf(leaf, field_id, row, end)

    def _row_head(self, index: int, row: int, end: int) -> None:
        if not self.block.row_heads:
            return
        head = self.block.row_heads[index]
        if self.strips.number:
            self._put(self.strips.number, row, end, style.NUMBER, head.number or "")
        if self.strips.head:
            self._put(self.strips.head, row, end, style.LABEL, marked(head.label))

    def _leaf(self, leaf: int, field_id: str, row: int, end: int) -> None:
        each = self.ground.fields[field_id]
        label = self.strips.labels[leaf]
        if label is not None:
            self._inline_label(leaf, label, row, end)
        look = style_of(each)
        if not self.block.border and not each.computed:
            look = look.but(border="dotted")
        least = height_for(each.lines, look.size)
        left = self._put(self.strips.cells[leaf], row, end, look, Slot(field_id), least=least)
        self.ground.placed.places[field_id] = Place(self.ground.sheet, row, left)
        if each.reported:
            self._reported(each, leaf, row)

    def _inline_label(self, leaf: int, strip: Strip, row: int, end: int) -> None:
        text = next(header.text for top in self.block.headers for header, index in leaf_headers(top) if index == leaf)
        look = style.LABEL.but(horizontal="center") if self.block.border else style.LINE_LABEL
        self._put(strip, row, end, look, marked(self._broken(text, strip)))

    # --- registers -----------------------------------------------------------------------------------------------

    def _register(self, top: int, bottom: int, *, alone: bool) -> None:
        register = self.block.register
        assert register is not None
        capacity = self.ground.capacities[register.id]
        last = top + capacity - 1
        ids = self.block.rows[0]
        least = max(LEAST_HEIGHT, *(height_for(self.ground.fields[i].lines, style.INPUT.size) for i in ids))
        if alone:
            self._register_rows(top, 0, capacity, least)
        else:  # what stands beside has rows of its own
            for index in range(capacity):
                self._register_rows(top + index, index, 1, least)
        for leaf, field_id in enumerate(ids):
            left, _ = self.ground.grid.columns(self.strips.cells[leaf])
            self.ground.placed.places[field_id] = Place(self.ground.sheet, top, left, capacity)
            if self.ground.fields[field_id].reported:
                place = Place(self.ground.sheet, top, self._margin_column(self.margin[leaf]), capacity)
                self.ground.placed.reported[field_id] = place
        every = [
            column
            for strip in self.strips.all()
            if strip != self.strips.title
            for column in self.ground.grid.columns(strip)
        ]
        self.ground.placed.registers[register.id] = Area(top, min(every), last, max(every))
        self.ground.placed.header_rows[register.id] = (top - header_depth(self.block), top - 1)
        if self.block.total is not None:
            self._total_row(last + 1)
        self._fill_below(last + 1 + (self.block.total is not None), bottom)

    def _register_rows(self, row: int, index: int, repeat: int, least: float) -> None:
        if self.strips.number:
            self._put(self.strips.number, row, row, style.NUMBER, Counter(index), repeat=repeat)
        for leaf, field_id in enumerate(self.block.rows[0]):
            each = self.ground.fields[field_id]
            content = Slot(field_id, index=index)
            self._put(self.strips.cells[leaf], row, row, style_of(each), content, repeat=repeat, least=least)
            if each.reported:
                kept = Slot(REPORTED + field_id, index=index)
                self._put_margin(row, self.margin[leaf], _reported_style(each), kept, repeat)

    def _total_row(self, row: int) -> None:
        total = self.block.total
        assert total is not None
        summed = [leaf for leaf, field_id in enumerate(total.fields) if field_id is not None]
        first = min(summed)
        start = (self.strips.number or self.strips.cells[0]).start
        end = self.strips.cells[first].start
        if end > start:
            self._put(Strip(start, end), row, row, style.SECTION, total.label)
        for leaf in range(first, len(total.fields)):
            field_id = total.fields[leaf]
            if field_id is None:
                self._put(self.strips.cells[leaf], row, row, style.BLANK, None)
            else:
                self._leaf(leaf, field_id, row, row)

    def _fill_below(self, top: int, bottom: int) -> None:
        """An empty frame under a register that is shorter than what stands beside it."""
        if top <= bottom:
            every = list(self.strips.all())
            self._put(Strip(min(s.start for s in every), max(s.end for s in every)), top, bottom, style.BLANK, None)

    # --- reported values -----------------------------------------------------------------------------------------

    def _margin_column(self, position: int) -> int:
        return self.ground.placed.last_column + 2 + position

    def _put_margin(self, row: int, position: int, look: Style, content: Content, repeat: int = 1) -> None:
        column = self._margin_column(position)
        self.sketch.put(Area(row, column, row, column), look, content, repeat=repeat)

    def _reported(self, each: Field, leaf: int, row: int) -> None:
        self._put_margin(row, self.margin[leaf], _reported_style(each), Slot(REPORTED + each.id))
        self.ground.placed.reported[each.id] = Place(self.ground.sheet, row, self._margin_column(self.margin[leaf]))


def _reported_style(each: Field) -> Style:
    return style.REPORTED.but(number_format="0.00%" if each.type == "percent" else "General")


def marked(text: str) -> Content:
    """A printed text with its note marks raised."""
    return rich(text, tuple(match.span() for match in NOTE_MARK.finditer(text)))
