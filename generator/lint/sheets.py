"""Rules for sheets: names, sizes, merges, filters, texts, prompts, how much of everything there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.lint.ground import Ground, Hit
from generator.names import LONGEST_PROMPT, LONGEST_PROMPT_TITLE, is_sheet_name
from generator.plan import Area
from generator.sketch import TALLEST
from qingbiao.faults import Place, short

MOST_COLUMNS: Final = 256
"""Excel 2010 takes 16,384; the old ``.xls`` and what still goes through it takes 256, and drops the rest unasked."""
MOST_ROWS: Final = 1_048_576
MOST_VALIDATIONS: Final = 2000
MOST_HIGHLIGHTS: Final = 2000
"""Bounds of our own, far beyond what a form needs: programs try all conditional formats at every redrawing."""
MOST_STYLES: Final = 4000
"""The old ``.xls`` ends at about 4,000; Excel 2010 takes 64,000."""
WIDEST: Final = 255
LONGEST_TEXT: Final = 32767
LONGEST_FOOTER: Final = 255
_FOOTER_CODES: Final = 40
"""Characters that the writer adds to a footer: sizes, sides and page numbers."""


def sheet_names(ground: Ground) -> Iterator[Hit]:
    """Names that Excel refuses."""
    seen: set[str] = set()
    for sheet in ground.plan.sheets:
        if not is_sheet_name(sheet.name) or sheet.name.casefold() in seen:
            yield Hit(Place(sheet=sheet.name), {"name": sheet.name})
        seen.add(sheet.name.casefold())


def merges(ground: Ground) -> Iterator[Hit]:
    """Merged areas with a cell in common."""
    for sheet in ground.plan.sheets:
        active: list[Area] = []
        for area in ground.merged[sheet.name]:
            active = [each for each in active if each.bottom >= area.top]
            for each in active:
                if each.left <= area.right and area.left <= each.right:
                    yield Hit(Place(sheet=sheet.name, cell=area.a1), {"other": each.a1})
            active.append(area)


def merges_in_filters(ground: Ground) -> Iterator[Hit]:
    """Merged areas in rows that can be sorted; those that end with the filter's own row, the header, may be."""
    for sheet in ground.plan.sheets:
        area = sheet.filter
        if area is None:
            continue
        for merged in ground.merged[sheet.name]:
            inside = merged.bottom > area.top and merged.top <= area.bottom
            beside = merged.right < area.left or merged.left > area.right
            if inside and not beside:
                yield Hit(Place(sheet=sheet.name, cell=merged.a1), {"filter": area.a1})


def filters(ground: Ground) -> Iterator[Hit]:
    """Filters over cells that are not there, or without a row below the header."""
    for sheet in ground.plan.sheets:
        area = sheet.filter
        if area is not None and not (
            1 <= area.top < area.bottom <= sheet.last_row and 1 <= area.left <= area.right <= len(sheet.widths)
        ):
            yield Hit(Place(sheet=sheet.name, cell=area.a1), {"filter": area.a1})


def size(ground: Ground) -> Iterator[Hit]:
    """Too many columns or rows."""
    for sheet in ground.plan.sheets:
        columns = max([len(sheet.widths), *(cell.column for row in sheet.rows for cell in row.cells[-1:])])
        if columns > MOST_COLUMNS or sheet.last_row > MOST_ROWS:
            slots = {"columns": columns, "rows": sheet.last_row, "most": MOST_COLUMNS, "most_rows": MOST_ROWS}
            yield Hit(Place(sheet=sheet.name), slots)


def measures(ground: Ground) -> Iterator[Hit]:
    """Row heights and column widths that no program keeps."""
    for sheet in ground.plan.sheets:
        for row in sheet.rows:
            if not 0 < row.height <= TALLEST:
                yield Hit(Place(sheet=sheet.name, cell=f"A{row.number}"), {"given": row.height, "limit": TALLEST})
        for column, width in enumerate(sheet.widths, 1):
            if not 0 < width <= WIDEST:
                cell = Area(1, column, 1, column).a1
                yield Hit(Place(sheet=sheet.name, cell=cell), {"given": width, "limit": WIDEST})


def texts(ground: Ground) -> Iterator[Hit]:
    """Fixed texts over a cell's length."""
    for sheet in ground.plan.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                content = cell.content
                text = "".join(run.text for run in content) if isinstance(content, tuple) else content
                if isinstance(text, str) and len(text) > LONGEST_TEXT:
                    place = Place(sheet=sheet.name, cell=Area(row.number, cell.column, row.number, cell.column).a1)
                    yield Hit(place, {"text": short(text), "length": len(text), "limit": LONGEST_TEXT})


def validations(ground: Ground) -> Iterator[Hit]:
    """Too many validations on a sheet."""
    for sheet in ground.plan.sheets:
        if len(sheet.validations) > MOST_VALIDATIONS:
            yield Hit(Place(sheet=sheet.name), {"count": len(sheet.validations), "limit": MOST_VALIDATIONS})


def highlights(ground: Ground) -> Iterator[Hit]:
    """Too many conditional formats on a sheet."""
    for sheet in ground.plan.sheets:
        if len(sheet.highlights) > MOST_HIGHLIGHTS:
            yield Hit(Place(sheet=sheet.name), {"count": len(sheet.highlights), "limit": MOST_HIGHLIGHTS})


def styles(ground: Ground) -> Iterator[Hit]:
    """Too many different looks in a workbook."""
    if len(ground.styles) > MOST_STYLES:
        yield Hit(Place(), {"count": len(ground.styles), "limit": MOST_STYLES})


def prompts(ground: Ground) -> Iterator[Hit]:
    """Prompts, their titles and refusals over Excel's length."""
    for sheet in ground.plan.sheets:
        for each in sheet.validations:
            for text, limit in (
                (each.prompt, LONGEST_PROMPT),
                (each.error, LONGEST_PROMPT),
                (each.prompt_title, LONGEST_PROMPT_TITLE),
            ):
                if len(text) > limit:
                    slots = {"text": short(text), "length": len(text), "limit": limit}
                    yield Hit(Place(sheet=sheet.name, cell=each.areas[0].a1), slots)


def footers(ground: Ground) -> Iterator[Hit]:
    """Footers over Excel's length."""
    for sheet in ground.plan.sheets:
        if sheet.printing is None:
            continue
        text = sheet.printing.footer_left + sheet.printing.footer_right
        length = len(text) + text.count("&") + _FOOTER_CODES
        if length > LONGEST_FOOTER:
            yield Hit(Place(sheet=sheet.name), {"text": short(text), "length": length, "limit": LONGEST_FOOTER})
