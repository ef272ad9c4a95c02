"""One page of a table laid out: title, sections with their blocks, notes; and where each field came to stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.plan import REPORTED_PREFIX, Area, Content, Counter, Place, Slot
from generator.sketch import LEAST_HEIGHT, Sketch, rich
from generator.strips import BlockStrips, Grid, Strip, fit, leaf_headers, natural_width, strips_of, title_width
from generator.style import Style
from generator.textsize import height_for, line_count
from qingbiao.assemble import NOTE_MARK
from qingbiao.errors import FaultySpec
from qingbiao.faults import Fault
from qingbiao.form import Band, Block, Field, Header, Page, Section, Table

PORTRAIT: Final = 94.0
LANDSCAPE: Final = 140.0
"""Width of an A4 page in characters at full size, when the table does not say its own."""

REPORTED_WIDTH: Final = 13.0
_UNIT_AT_END: Final = re.compile(r"(?<=[^\n])(?:（[^（）]{1,5}）|\([^()]{1,6}\))$")
MOST_ROWS_APART: Final = 200
"""A register beside other blocks, or inside a table of many sections, is written row by row up to this many."""

FormulaOf = Callable[[str, int | None], str]
"""Formula text of a computed field (id); with a row number where it is a register's column, else ``None``."""


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


def style_of(each: Field) -> Style:
    """How a field's cell looks."""
    look = style.COMPUTED if each.computed else style.INPUT
    return look.but(number_format=number_format(each), horizontal=_alignment(each))


def _alignment(each: Field) -> style.Horizontal:
    if each.numeric and each.type != "date":
        return "right" if each.register or each.total_of else "center"  # columns of figures line up; single ones do not
    return "left" if each.type in {"text", "code"} else "center"


def number_format(each: Field) -> str:
    """The number format: text for codes and short texts (18 digits stay 18 digits), fixed decimals for results."""
    if each.type == "percent":
        return "0." + "0" * (each.decimals or 0) + "%" if each.decimals else "0%"
    if each.type == "count":
        return "0"
    if each.type == "date":
        return "yyyy-mm-dd"
    if each.type == "quantity":
        fixed = each.computed and each.total_of is None
        return decimals_format(each.decimals or 0) if fixed else "General"
    return "General" if each.lines > 1 else "@"


def decimals_format(decimals: int) -> str:
    """At least two decimals where there may be as many, more only where there are: 1400.72, 23.307."""
    if not decimals:
        return "0"
    return "0." + "0" * min(decimals, 2) + "#" * max(decimals - 2, 0)


class PageLayout:
    """Lays out one page into a sketch."""

    def __init__(self, table: Table, page: Page, fields: Mapping[str, Field], capacities: Mapping[str, int]) -> None:
        self.table = table
        self.page = page
        self.fields = fields
        self.capacities = capacities
        self.width = table.width or max(
            natural_width(page.sections, fields), PORTRAIT if table.orientation == "portrait" else LANDSCAPE
        )
        self.left = title_width(page.sections)
        self._strips = {
            id(band): strips_of(band, self._left_of(section), self.width, fields)
            for section in page.sections
            for band in section.bands
        }
        self.grid = self._grid()
        self._check_room()
        self.placed = Placed(last_column=len(self.grid.widths))
        self.margin = self._margin_columns()
        self.sketch = Sketch([*self.grid.widths, *([2.0] if self.margin else []), *([REPORTED_WIDTH] * self.margin)])

    def _left_of(self, section: Section) -> float:
        return self.left if section.title and section.title_at == "left" else 0.0

    def _grid(self) -> Grid:
        strips = [strip for blocks in self._strips.values() for block in blocks for strip in block.all()]
        return fit([Strip(0.0, self.width), *strips, *([Strip(0.0, self.left)] if self.left else [])])

    def _check_room(self) -> None:
        """Refuse a block whose columns would lie on each other."""
        for band in (band for section in self.page.sections for band in section.bands):
            for block, strips in zip(band, self._strips[id(band)], strict=True):
                spans = sorted(self.grid.columns(strip) for strip in strips.all())
                apart = all(right < left for (_, right), (left, _) in itertools.pairwise(spans))
                if apart and all(left <= right for left, right in spans):
                    continue
                needed = natural_width(self.page.sections, self.fields)
                slots = {"columns": len(block.rows[0]), "needed": f"{needed:.0f}", "width": f"{self.width:g}"}
                raise FaultySpec(Fault("spec-too-wide", {"sheet": self.page.sheet, **slots}))

    def _margin_columns(self) -> int:
        """Columns beside the page for reported values: as many as the band with the most has."""
        return max((len(self._reported_leaves(band)) for s in self.page.sections for band in s.bands), default=0)

    def _reported_leaves(self, band: Band) -> list[tuple[int, int]]:
        """Block and leaf of every column with reported values, in the rows or in the total."""
        return [
            (index, leaf)
            for index, block in enumerate(band)
            for leaf in range(len(block.rows[0]))
            if any(self.fields[name].reported for name in _column_ids(block, leaf))
        ]

    # --- the page from top to bottom -----------------------------------------------------------------------------

    def lay_out(self, notes: Sequence[tuple[int, str]], instructions: Sequence[str]) -> Sketch:
        """Put everything on the page; ``notes`` with their numbers."""
        self._titles()
        headed = False
        for section in self.page.sections:
            if self.table.heads and not headed and self._left_of(section):
                self._heads()
                headed = True
            self._section(section)
        self._below(notes, instructions)
        self.placed.last_row = self.sketch.next_row - 1
        return self.sketch

    def _line(self, look: Style, content: Content, least: float = 0.0) -> int:
        return self.sketch.line(look, content, 1, self.placed.last_column, least)

    def _titles(self) -> None:
        if self.table.above:
            self._line(style.ABOVE, self.table.above)
        self.placed.title_row = self._line(style.TITLE, self.table.title, 34)
        if self.margin:
            first = self.placed.last_column + 2
            text = "原报数：已有纸质表的，把表上的数照抄在这里供核对；不打印，不参与计算"
            area = Area(self.placed.title_row, first, self.placed.title_row, first + max(self.margin, 4) - 1)
            while len(self.sketch.widths) < area.right:
                self.sketch.widths.append(REPORTED_WIDTH)
            self.sketch.put(area, style.REPORTED_LABEL.but(horizontal="left"), text)

    def _heads(self) -> None:
        """指标名称 and 具体信息 over the section titles and what stands beside them."""
        row = self.sketch.next_row
        for strip, text in zip((Strip(0.0, self.left), Strip(self.left, self.width)), self.table.heads, strict=True):
            left, right = self.grid.columns(strip)
            self.sketch.put(Area(row, left, row, right), style.SECTION, text, least=24)
        self.sketch.next_row += 1

    def _below(self, notes: Sequence[tuple[int, str]], instructions: Sequence[str]) -> None:
        inline = self.table.notes_title.endswith("：")
        if notes and not inline:
            self._line(style.NOTE.but(size=11, horizontal="center"), self.table.notes_title)
        for position, (number, text) in enumerate(notes):
            head = self.table.notes_title if inline and position == 0 else ""
            self._line(style.NOTE, f"{head}[{number}]{text}")
        for number, text in enumerate(instructions, 1):
            head = self.table.instructions_title if number == 1 else ""
            self._line(style.NOTE, f"{head}（{number}）{text}")

    def _section(self, section: Section) -> None:
        if section.title and section.title_at == "top":
            self._line(style.SECTION_TOP, _marked(section.title), 26)
        first = self.sketch.next_row
        for band in section.bands:
            self._band(band)
        if section.title and section.title_at == "left":
            left, right = self.grid.columns(Strip(0.0, self.left))
            area = Area(first, left, self.sketch.next_row - 1, right)
            self.sketch.put(area, style.SECTION, _marked(section.title))

    # --- bands and blocks ----------------------------------------------------------------------------------------

    def _band(self, band: Band) -> None:
        top = self.sketch.next_row
        height = max(self._height(block) for block in band)
        reported = {spot: index for index, spot in enumerate(self._reported_leaves(band))}
        for index, (block, strips) in enumerate(zip(band, self._strips[id(band)], strict=True)):
            margin = {leaf: position for (own, leaf), position in reported.items() if own == index}
            _BlockLayout(self, block, strips, margin).lay_out(top, top + height - 1, alone=len(band) == 1)
        self.sketch.next_row = top + height

    def _height(self, block: Block) -> int:
        rows = self.capacities[block.register.id] if block.register else len(block.rows)
        return header_depth(block) + rows + (block.total is not None)


def header_depth(block: Block) -> int:
    """Rows of a block's header; leaves whose label stands in the row need none."""
    if not block.header:
        return 0
    return max(_depth(header, block) for header in block.headers)


def _depth(header: Header, block: Block) -> int:
    return 1 + max((_depth(child, block) for child in header.children), default=0)


def _column_ids(block: Block, leaf: int) -> Iterator[str]:
    yield from (row[leaf] for row in block.rows)
    total = block.total.fields[leaf] if block.total else None
    if total is not None:
        yield total


class _BlockLayout:
    """Lays out one block between two rows."""

    def __init__(self, page: PageLayout, block: Block, strips: BlockStrips, margin: Mapping[int, int]) -> None:
        self.page = page
        self.block = block
        self.strips = strips
        self.margin = margin
        self.sketch = page.sketch
        self.inline = {index for index, label in enumerate(strips.labels) if label is not None}

    def lay_out(self, top: int, bottom: int, *, alone: bool) -> None:
        depth = header_depth(self.block)
        if self.strips.title and self.block.title:
            self._put(self.strips.title, top, bottom, style.SECTION.but(bold=False), _marked(self.block.title))
        if depth:
            self._header(top, depth)
        if self.block.register is not None:
            self._register(top + depth, bottom, alone=alone)
        else:
            self._rows(top + depth, bottom)

    def _put(
        self, strip: Strip, top: int, bottom: int, look: Style, content: Content, *, repeat: int = 1, least: float = 0.0
    ) -> int:
        left, right = self.page.grid.columns(strip)
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
            self._put(self.strips.head, top, bottom, style.HEADER, _marked(self.block.heads_label))
        for header in self.block.headers:
            self._header_node(header, top, bottom)
        for leaf, position in self.margin.items():
            text = "原报：" + self.page.fields[next(_column_ids(self.block, leaf))].label
            self._put_margin(bottom, position, style.REPORTED_LABEL, text)

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
            text: Content = None if header.leaf in self.inline else _marked(self._broken(header.text, strip))
            self._put(strip, top, bottom, style.HEADER, text)
            return
        only_inline = all(leaf in self.inline for leaf in header.leaves()) and not any(
            c.children for c in header.children
        )
        end = bottom if only_inline else top
        self._put(strip, top, end, style.HEADER, _marked(header.text))
        if end < bottom:
            for child in header.children:
                self._header_node(child, top + 1, bottom)

    def _broken(self, text: str, strip: Strip) -> str:
        """A heading that does not fit on one line breaks before its unit, not inside it."""
        unit = _UNIT_AT_END.search(text)
        left, right = self.page.grid.columns(strip)
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
            self._put(self.strips.head, row, end, style.LABEL, _marked(head.label))

    def _leaf(self, leaf: int, field_id: str, row: int, end: int) -> None:
        each = self.page.fields[field_id]
        label = self.strips.labels[leaf]
        if label is not None:
            self._inline_label(leaf, label, row, end)
        look = style_of(each)
        if not self.block.border and not each.computed:
            look = look.but(border="dotted")
        least = height_for(each.lines, look.size)
        left = self._put(self.strips.cells[leaf], row, end, look, Slot(field_id), least=least)
        self.page.placed.places[field_id] = Place(self.page.page.sheet, row, left)
        if each.reported:
            self._reported(each, leaf, row)

    def _inline_label(self, leaf: int, strip: Strip, row: int, end: int) -> None:
        text = next(header.text for top in self.block.headers for header, index in leaf_headers(top) if index == leaf)
        look = style.LABEL.but(horizontal="center") if self.block.border else style.LINE_LABEL
        self._put(strip, row, end, look, _marked(self._broken(text, strip)))

    # --- registers -----------------------------------------------------------------------------------------------

    def _register(self, top: int, bottom: int, *, alone: bool) -> None:
        register = self.block.register
        assert register is not None
        capacity = self.page.capacities[register.id]
        last = top + capacity - 1
        ids = self.block.rows[0]
        least = max(LEAST_HEIGHT, *(height_for(self.page.fields[i].lines, style.INPUT.size) for i in ids))
        if alone or capacity > MOST_ROWS_APART:
            self._register_rows(top, 0, capacity, least)
        else:
            for index in range(capacity):
                self._register_rows(top + index, index, 1, least)
        for leaf, field_id in enumerate(ids):
            left, _ = self.page.grid.columns(self.strips.cells[leaf])
            self.page.placed.places[field_id] = Place(self.page.page.sheet, top, left, capacity)
            if self.page.fields[field_id].reported:
                place = Place(self.page.page.sheet, top, self._margin_column(self.margin[leaf]), capacity)
                self.page.placed.reported[field_id] = place
        every = [
            column
            for strip in self.strips.all()
            if strip != self.strips.title
            for column in self.page.grid.columns(strip)
        ]
        self.page.placed.registers[register.id] = Area(top, min(every), last, max(every))
        self.page.placed.header_rows[register.id] = (top - header_depth(self.block), top - 1)
        if self.block.total is not None:
            self._total_row(last + 1)
        self._fill_below(last + 1 + (self.block.total is not None), bottom)

    def _register_rows(self, row: int, index: int, repeat: int, least: float) -> None:
        if self.strips.number:
            self._put(self.strips.number, row, row, style.NUMBER, Counter(index), repeat=repeat)
        for leaf, field_id in enumerate(self.block.rows[0]):
            each = self.page.fields[field_id]
            content = Slot(field_id, index=index)
            self._put(self.strips.cells[leaf], row, row, style_of(each), content, repeat=repeat, least=least)
            if each.reported:
                kept = Slot(REPORTED_PREFIX + field_id, index=index)
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
        return self.page.placed.last_column + 2 + position

    def _put_margin(self, row: int, position: int, look: Style, content: Content, repeat: int = 1) -> None:
        column = self._margin_column(position)
        self.sketch.put(Area(row, column, row, column), look, content, repeat=repeat)

    def _reported(self, each: Field, leaf: int, row: int) -> None:
        self._put_margin(row, self.margin[leaf], _reported_style(each), Slot(REPORTED_PREFIX + each.id))
        self.page.placed.reported[each.id] = Place(self.page.page.sheet, row, self._margin_column(self.margin[leaf]))


def _reported_style(each: Field) -> Style:
    return style.REPORTED.but(number_format="0.00%" if each.type == "percent" else "General")


def _marked(text: str) -> Content:
    """A printed text with its note marks raised."""
    return rich(text, tuple(match.span() for match in NOTE_MARK.finditer(text)))
