"""What a workbook is: in a very hidden sheet and in the document's properties, so that a renamed file still says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator import style
from generator.plan import Area, Cell, Name, Row, Sheet
from generator.sketch import LEAST_HEIGHT

SHEET: Final = "_qingbiao"
PREFIX: Final = "qingbiao."
KEYS: Final = ("form", "edition", "kind", "year", "spec_digest", "plan_digest", "rows", "unit", "serial")
"""``rows``: the registers' capacities (``id=30 id=30``); ``unit`` and ``serial``: of a workbook issued to one unit."""


def plan_identity(identity: Mapping[str, str | int]) -> tuple[Sheet, tuple[Name, ...]]:
    """The very hidden sheet with a row for each fact, and a name for each value."""
    look = style.PLAIN.but(wrap=False, number_format="@")
    rows = tuple(
        Row(number, (Cell(1, look, key), Cell(2, look, str(identity[key]))), LEAST_HEIGHT)
        for number, key in enumerate(KEYS, 1)
    )
    names = tuple(Name(PREFIX + key, SHEET, Area(number, 2, number, 2)) for number, key in enumerate(KEYS, 1))
    return Sheet(SHEET, (16.0, 70.0), rows, state="veryHidden"), names


def written_rows(capacities: Mapping[str, int]) -> str:
    """Capacities as one text."""
    return " ".join(f"{register}={rows}" for register, rows in capacities.items())
