"""The server's part about the room a text needs, as LibreOffice lays it out."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

import uno

EVERYTHING = 1023
BOLD_FROM = 150.0  # com.sun.star.awt.FontWeight.BOLD
TALLEST_LINE = 1.5 * 2540 / 72  # Noto CJK's, in 1/100 mm per point
EXTRA_WIDTH = 199  # which an optimal width adds to the need, in 1/100 mm
SCRATCH_COLUMNS = 1000  # safely below every version's limit


def apply_style(cells: Any, style: dict[str, Any]) -> None:
    cells.CharFontName = cells.CharFontNameAsian = style["font"]
    cells.CharHeight = cells.CharHeightAsian = style["size"]
    cells.CharWeight = cells.CharWeightAsian = BOLD_FROM if style["bold"] else 100.0
    cells.IsTextWrapped = style["wrapped"]
    if style["indent"]:
        cells.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", "LEFT")  # an indent needs a side
        cells.ParaIndent = style["indent"]
    if style["angle"]:
        cells.RotateAngle = style["angle"]
    if style["stacked"]:
        cells.Orientation = uno.Enum("com.sun.star.table.CellOrientation", "STACKED")


def needed_heights(calc: Any, groups: list[dict[str, Any]]) -> list[list[int]]:
    """For each group (one style, one width, many texts) the row height that each of its texts needs.

    Each text gets a row of its own, in the column that has its width.
    """
    with calc.scratch() as document:
        sheet = document.getSheets().getByIndex(0)
        columns = set_widths(sheet, sorted({group["width"] for group in groups}))
        first = 0
        for style, run in groupby(groups, key=itemgetter("style")):
            first = fill_rows(sheet, first, columns, style, list(run))
        rows = sheet.getCellRangeByPosition(0, 0, 0, first).getRows()  # and an empty one
        rows.OptimalHeight = True
        *heights, least = calc.sizes(rows, "Height", first + 1)
    answers = iter(heights)
    return [[corrected(next(answers), least, group["style"]) for _ in group["texts"]] for group in groups]


def set_widths(sheet: Any, widths: list[int]) -> dict[int, int]:
    """One column per width."""
    for column, width in enumerate(widths):
        sheet.getColumns().getByIndex(column).Width = width
    return {width: column for column, width in enumerate(widths)}


def fill_rows(
    sheet: Any, first: int, columns: dict[int, int], style: dict[str, Any], groups: list[dict[str, Any]]
) -> int:
    """The texts of groups in one style, from this row on; answers the row after them."""
    end = first + sum(len(group["texts"]) for group in groups)
    apply_style(sheet.getCellRangeByPosition(0, first, len(columns) - 1, end - 1), style)
    for group in groups:
        column, last = columns[group["width"]], first + len(group["texts"]) - 1
        cells = sheet.getCellRangeByPosition(column, first, column, last)
        cells.setDataArray(tuple((text,) for text in group["texts"]))
        first = last + 1
    return end


def corrected(height: int, least: int, style: dict[str, Any]) -> int:
    """No row gets lower than an empty one by itself, but a line of small print could do with less."""
    return min(height, round(style["size"] * TALLEST_LINE)) if height == least else height


def needed_widths(calc: Any, groups: list[dict[str, Any]]) -> list[list[int]]:
    """For each group (one style, many texts) the column width that each of its texts needs on one line."""
    with calc.scratch() as document:
        sheet = document.getSheets().getByIndex(0)
        return [widths_on(calc, sheet, group["style"], group["texts"]) for group in groups]


def widths_on(calc: Any, sheet: Any, style: dict[str, Any], texts: list[str]) -> list[int]:
    """Each text in a column of its own."""
    widths: list[int] = []
    for first in range(0, len(texts), SCRATCH_COLUMNS):
        part = tuple(texts[first : first + SCRATCH_COLUMNS])
        cells = sheet.getCellRangeByPosition(0, 0, len(part) - 1, 0)
        apply_style(cells, style)
        cells.setDataArray((part,))
        cells.getColumns().OptimalWidth = True
        widths += [width - EXTRA_WIDTH for width in calc.sizes(cells.getColumns(), "Width", len(part))]
        cells.clearContents(EVERYTHING)
    return widths
