"""Rules for defined names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.lint.ground import Ground, Hit
from generator.plan import Name
from qingbiao.faults import Place

LONGEST: Final = 255

_LEGAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_LIKE_AN_ADDRESS: Final = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*(?:C[0-9]*)?|C[0-9]*|TRUE|FALSE", re.IGNORECASE)


def _place(name: Name) -> Place:
    return Place(sheet=name.sheet, cell=name.area.a1, name=name.name)


def spelling(ground: Ground) -> Iterator[Hit]:
    """Characters, length, and what reads as an address."""
    for each in ground.plan.names:
        text = each.name
        if not _LEGAL.fullmatch(text) or _LIKE_AN_ADDRESS.fullmatch(text) or len(text) > LONGEST:
            yield Hit(_place(each), {"name": text, "limit": LONGEST})


def repeats(ground: Ground) -> Iterator[Hit]:
    """The same name twice."""
    for each in ground.plan.names:
        if ground.names[each.name.casefold()] is not each:
            yield Hit(_place(each), {"name": each.name})


def targets(ground: Ground) -> Iterator[Hit]:
    """Names of cells that are not there."""
    ends = {sheet.name: (sheet.last_row, len(sheet.widths)) for sheet in ground.plan.sheets}
    for each in ground.plan.names:
        area, (last_row, last_column) = each.area, ends.get(each.sheet, (0, 0))
        if not (1 <= area.top <= area.bottom <= last_row and 1 <= area.left <= area.right <= last_column):
            yield Hit(_place(each), {"name": each.name})
