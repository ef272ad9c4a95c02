"""The same workbook written with XlsxWriter."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from bench.content import Content, Written
from generator.plan import Sheet, Validation
from generator.style import Style
from generator.xlsx.sheet import merged_areas

_BORDERS = {"none": 0, "thin": 1, "dotted": 4}


def write(content: Content) -> bytes:
    """The file, with nothing in its formula cells but the formulas."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats: dict[Style, Any] = {}
        for sheet in content.plan.sheets:
            _sheet(book, book.add_worksheet(sheet.name), content, sheet, formats)
        for name in content.plan.names:
            if book.define_name(name.name, "=" + name.reference):
                raise ValueError(name.name)
    return buffer.getvalue()


def _sheet(book: Any, ws: Any, content: Content, sheet: Sheet, formats: dict[Style, Any]) -> None:
    if sheet.state != "visible":
        (ws.hide if sheet.state == "hidden" else ws.very_hidden)()
    for index, width in enumerate(sheet.widths):
        ws.set_column(index, index, width)
    for number, height in content.heights(sheet):
        ws.set_row(number - 1, height)
    for area in merged_areas(sheet):
        ws.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
    for each in content.cells(sheet):
        look = formats.get(each.style)
        if look is None:
            look = formats[each.style] = book.add_format(_format(each.style))
        _cell(ws, each, look)
    for validation in sheet.validations:
        _validate(ws, validation)
    if sheet.freeze:
        ws.freeze_panes(sheet.freeze[0] - 1, sheet.freeze[1] - 1)
    ws.protect()


def _cell(ws: Any, each: Written, look: Any) -> None:
    at = each.row - 1, each.column - 1
    if each.value is None:
        ws.write_blank(*at, None, look)
    elif not isinstance(each.value, str):
        ws.write_number(*at, each.value, look)
    elif each.value.startswith("="):
        ws.write_formula(*at, each.value, look)
    else:
        ws.write_string(*at, each.value, look)


def _format(style: Style) -> dict[str, Any]:
    return {
        "font_name": style.font,
        "font_size": style.size,
        "bold": style.bold,
        "font_color": "#" + style.colour,
        "underline": int(style.underline),
        "border": _BORDERS[style.border],
        "align": style.horizontal,
        "valign": {"center": "vcenter"}.get(style.vertical, style.vertical),
        "text_wrap": style.wrap,
        "num_format": style.number_format,
        "locked": style.locked,
        **({"bg_color": "#" + style.fill} if style.fill else {}),
    }


def _validate(ws: Any, each: Validation) -> None:
    options: dict[str, Any] = {
        "validate": each.rule,
        "input_title": each.prompt_title,
        "input_message": each.prompt,
        "error_message": each.error,
        "error_type": "stop" if each.strict else "warning",
    }
    if each.rule != "any":
        options["source" if each.rule == "list" else "value"] = "=" + each.formula
    for area in each.areas:
        if ws.data_validation(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, options):
            raise ValueError(each.prompt_title)
