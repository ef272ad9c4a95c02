"""The same workbook written with bare openpyxl, in the two ways it is done.

``plain`` assigns shared style objects through the public attributes. ``fast`` copies a finished cell's style record,
the quickest way there is, by a private attribute that many programs use all the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bench.content import Content
from generator.plan import Sheet, Validation, letters
from generator.style import Style
from generator.xlsx.sheet import merged_areas

Dress = Callable[[Cell, Style], None]


class Look:
    """The objects of one style, made once and shared."""

    def __init__(self, style: Style) -> None:
        self.font = Font(
            name=style.font,
            size=style.size,
            bold=style.bold,
            color="FF" + style.colour,
            underline="single" if style.underline else None,
        )
        self.fill = PatternFill("solid", fgColor="FF" + style.fill) if style.fill else PatternFill()
        side = Side(style=style.border) if style.border != "none" else Side()
        self.border = Border(left=side, right=side, top=side, bottom=side)
        self.alignment = Alignment(horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap)
        self.protection = Protection(locked=style.locked)
        self.number_format = style.number_format

    def wear(self, cell: Cell) -> None:
        """Give a cell the style."""
        cell.font, cell.fill, cell.border = self.font, self.fill, self.border
        cell.alignment, cell.protection, cell.number_format = self.alignment, self.protection, self.number_format


def plain(content: Content) -> bytes:
    """Through the public attributes."""
    looks: dict[Style, Look] = {}

    def dress(cell: Cell, style: Style) -> None:
        if style not in looks:
            looks[style] = Look(style)
        looks[style].wear(cell)

    return _book(content, dress)


def fast(content: Content) -> bytes:
    """By copying style records."""
    models: dict[Style, Any] = {}

    def dress(cell: Any, style: Style) -> None:
        model = models.get(style)
        if model is None:
            Look(style).wear(cell)
            models[style] = cell
        else:
            cell._style = copy(model._style)

    return _book(content, dress)


def _book(content: Content, dress: Dress) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in content.plan.sheets:
        _sheet(book.create_sheet(sheet.name), content, sheet, dress)
    for name in content.plan.names:
        book.defined_names[name.name] = DefinedName(name.name, attr_text=name.reference)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(ws: Worksheet, content: Content, sheet: Sheet, dress: Dress) -> None:
    ws.sheet_state = sheet.state
    for index, width in enumerate(sheet.widths, 1):
        ws.column_dimensions[letters(index)].width = width
    for number, height in content.heights(sheet):
        ws.row_dimensions[number].height = height
    for each in content.cells(sheet):
        cell = ws.cell(each.row, each.column, each.value)
        dress(cell, each.style)
    for area in merged_areas(sheet):
        ws.merge_cells(area.a1)
    for validation in sheet.validations:
        ws.add_data_validation(_validation(validation))
    if sheet.freeze:
        ws.freeze_panes = f"{letters(sheet.freeze[1])}{sheet.freeze[0]}"
    ws.protection.sheet = True


def _validation(each: Validation) -> DataValidation:
    made = DataValidation(
        type=None if each.rule == "any" else each.rule,
        formula1=each.formula or None,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop" if each.strict else "warning",
        error=each.error or None,
        promptTitle=each.prompt_title or None,
        prompt=each.prompt or None,
    )
    for area in each.areas:
        made.add(area.a1)
    return made


def resave(content: bytes) -> bytes:
    """Load a workbook, put a value into a cell, save: what a script does that fills an existing file."""
    book = load_workbook(io.BytesIO(content))
    book.worksheets[0]["A1"] = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
