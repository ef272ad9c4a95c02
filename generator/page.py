"""One page of a table laid out: title, sections with their blocks, notes; and where each field came to stand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Final

from generator import style
from generator.block_layout import BlockLayout, Ground, Placed, column_ids, header_depth, marked
from generator.plan import Area, Content
from generator.sketch import Sketch
from generator.strips import Grid, Strip, fit, natural_width, strips_of, title_width
from generator.style import Style
from qingbiao.errors import FaultySpec
from qingbiao.faults import Fault
from qingbiao.form import Band, Block, Field, Page, Section, Table

PORTRAIT: Final = 94.0
LANDSCAPE: Final = 140.0
"""Width of an A4 page in characters at full size, when the table does not say its own."""

REPORTED_WIDTH: Final = 13.0


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
                raise FaultySpec(Fault("spec-too-wide", {"sheet": self.page.sheet, **slots}, self.page.place))

    def _margin_columns(self) -> int:
        """Columns beside the page for reported values: as many as the band with the most has."""
        return max((len(self._reported_leaves(band)) for s in self.page.sections for band in s.bands), default=0)

    def _reported_leaves(self, band: Band) -> list[tuple[int, int]]:
        """Block and leaf of every column with reported values, in the rows or in the total."""
        return [
            (index, leaf)
            for index, block in enumerate(band)
            for leaf in range(len(block.rows[0]))
            if any(self.fields[name].reported for name in column_ids(block, leaf))
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
            self._line(style.SECTION_TOP, marked(section.title), 26)
        first = self.sketch.next_row
        for band in section.bands:
            self._band(band)
        if section.title and section.title_at == "left":
            left, right = self.grid.columns(Strip(0.0, self.left))
            area = Area(first, left, self.sketch.next_row - 1, right)
            self.sketch.put(area, style.SECTION, marked(section.title))

    # --- bands and blocks ----------------------------------------------------------------------------------------

    def _band(self, band: Band) -> None:
        top = self.sketch.next_row
        height = max(self._height(block) for block in band)
        ground = Ground(self.page.sheet, self.grid, self.fields, self.capacities, self.sketch, self.placed)
        reported = {spot: index for index, spot in enumerate(self._reported_leaves(band))}
        for index, (block, strips) in enumerate(zip(band, self._strips[id(band)], strict=True)):
            margin = {leaf: position for (own, leaf), position in reported.items() if own == index}
            BlockLayout(ground, block, strips, margin).lay_out(top, top + height - 1, alone=len(band) == 1)
        self.sketch.next_row = top + height

    def _height(self, block: Block) -> int:
        rows = self.capacities[block.register.id] if block.register else len(block.rows)
        return header_depth(block) + rows + (block.total is not None)
