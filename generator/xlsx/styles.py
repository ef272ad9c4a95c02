"""Styles of the plan as entries of the workbook's style table, each entered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from generator.style import Mark, Style

GB2312: Final = 134
"""The character set of Chinese fonts: with it a program that lacks 宋体 takes another Chinese font."""
FAMILIES: Final = {"宋体": 1, "仿宋": 3, "黑体": 3}


class OrderedFont(Font):
    """A font whose elements stand in the order of the schema, which openpyxl's do not; Microsoft's validator minds."""

    tagname = "font"


# openpyxl's metaclass empties these for a subclass that declares no elements of its own
OrderedFont.__elements__ = (
    *("b", "i", "strike", "outline", "shadow", "condense", "extend", "u", "vertAlign", "sz", "color"),
    *("name", "family", "charset", "scheme"),
)
OrderedFont.__nested__ = Font.__nested__
OrderedFont.__attrs__ = Font.__attrs__


@lru_cache(maxsize=256)
def font_of(style: Style) -> Font:
    """A style's font."""
    return OrderedFont(
        name=style.font,
        size=style.size,
        bold=style.bold or None,
        color="FF" + style.colour,
        underline="single" if style.underline else None,
        family=FAMILIES[style.font],
        charset=GB2312,
    )


def _border(style: Style) -> Border:
    if style.border == "none":
        return Border()
    side = Side(style=style.border, color="FF000000" if style.border == "thin" else "FF7F7F7F")
    return Border(left=side, right=side, top=side, bottom=side)


def style_ids(sheet: Worksheet) -> Callable[[Style], int]:
    """The index of a style in the workbook's table, entering it when it is new."""

    @cache
    def index(style: Style) -> int:
        cell = WriteOnlyCell(sheet)
        cell.font = font_of(style)
        cell.border = _border(style)
        if style.fill:
            cell.fill = PatternFill("solid", fgColor="FF" + style.fill)
        cell.alignment = Alignment(horizontal=style.horizontal, vertical=style.vertical, wrap_text=style.wrap or None)
        cell.number_format = style.number_format
        cell.protection = Protection(locked=style.locked)
        return int(cell.style_id)

    return index


def look_ids(book: Any) -> Callable[[Mark], int]:
    """The index of a mark's look in the workbook's table of differences, entering it when it is new."""

    @cache
    def index(mark: Mark) -> int:
        # a difference has its fill's colour in the background, where a style has it in the foreground
        fill = PatternFill("solid", bgColor="FF" + mark.fill)
        look = DifferentialStyle(font=Font(color="FF" + mark.colour, bold=mark.bold or None), fill=fill)
        return int(book._differential_styles.add(look))

    return index
