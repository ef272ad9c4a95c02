"""How a field's cell looks: its colour by who fills it, its alignment and number format by what it holds."""

from __future__ import annotations

from generator import style
from generator.style import Style
from qingbiao.form import Field


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
