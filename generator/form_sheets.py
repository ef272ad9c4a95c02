"""The sheets of a form's tables: each page laid out, with its notes, print set-up and filter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from generator.block_layout import Placed
from generator.page import PageLayout
from generator.plan import Area, Printing, Sheet
from qingbiao.assemble import NOTE_MARK
from qingbiao.form import Field, Header, Kind, Page, Table

LONG: Final = 12
"""A register with at least so many rows, alone on its page, gets repeated header rows, a filter and frozen panes."""


@dataclass(frozen=True)
class FormSheet:
    """One page as a sheet, and where its fields stand."""

    table: Table
    sheet: Sheet
    placed: Placed


def plan_form_sheets(kind: Kind, capacities: Mapping[str, int], footer: str) -> Iterator[FormSheet]:
    """Plan the sheets of all tables of a kind."""
    for table in kind.tables:
        for page in table.pages:
            yield _plan_page(kind, table, page, capacities, footer)


def _plan_page(kind: Kind, table: Table, page: Page, capacities: Mapping[str, int], footer: str) -> FormSheet:
    layout = PageLayout(table, page, kind.fields, capacities)
    instructions = table.instructions if page is table.pages[-1] else ()
    sketch = layout.lay_out(_notes_on(table, page, kind.fields), instructions)
    placed = layout.placed
    register = _main_register(page, placed)
    headers = placed.header_rows[register] if register else None
    sheet = Sheet(
        name=page.sheet,
        widths=tuple(sketch.widths),
        rows=sketch.rows(),
        merges=sketch.merges(),
        printing=Printing(
            table.orientation,
            Area(1, 1, placed.last_row, placed.last_column),
            repeat_rows=headers,
            footer_left=footer,
            footer_right=page.sheet,
        ),
        freeze=_freeze(kind, register, placed) if register else None,
        filter=_filter(placed.registers[register]) if register else None,
    )
    return FormSheet(table, sheet, placed)


def _main_register(page: Page, placed: Placed) -> str | None:
    blocks = list(page.blocks())
    own = [block.register.id for block in blocks if block.register]
    if len(blocks) != 1 or not own:
        return None
    area = placed.registers[own[0]]
    return own[0] if area.bottom - area.top + 1 >= LONG else None


def _freeze(kind: Kind, register: str, placed: Placed) -> tuple[int, int]:
    """Below the header, and right of the column that says who the row is."""
    area = placed.registers[register]
    return area.top, placed.places[kind.registers[register].key].column + 1


def _filter(area: Area) -> Area:
    return Area(area.top - 1, area.left, area.bottom, area.right)


def _notes_on(table: Table, page: Page, fields: Mapping[str, Field]) -> list[tuple[int, str]]:
    """The notes that something on the page refers to, with their numbers; all of a table's notes if it has one page."""
    if len(table.pages) == 1:
        return list(enumerate(table.notes, 1))
    marked = {int(mark) for text in _printed(page) for mark in NOTE_MARK.findall(text)}
    marked |= {note for block in page.blocks() for row in block.rows for i in row for note in fields[i].notes}
    return [(number, text) for number, text in enumerate(table.notes, 1) if number in marked]


def _printed(page: Page) -> Iterator[str]:
    for section in page.sections:
        yield section.title or ""
    for block in page.blocks():
        yield block.title or ""
        yield from (head.label for head in block.row_heads)
        for header in block.headers:
            yield from _header_texts(header)


def _header_texts(header: Header) -> Iterator[str]:
    yield header.text
    for child in header.children:
        yield from _header_texts(child)


def file_name(kind: Kind) -> str:
    """The name of the file a kind is generated into, without what no file system takes."""
    return re.sub(r'[\\/:*?"<>|\r\n]', "", kind.file).strip() + ".xlsx"
