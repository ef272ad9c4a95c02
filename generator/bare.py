"""A workbook's archive with nothing but its values, within bounds, for the program that reads cells.

python-calamine makes days and times of numbers that a person formatted so, and gets those before March 1900 and beyond
the calendar wrong; without formats a number is a number. It also lays a sheet out from A1 to its farthest cell at once,
so a single stray cell could take all memory.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import Final
from zipfile import BadZipFile, ZipFile

from generator.package import Package, bad, column_number

MOST_CELLS: Final = 16_000_000
"""Rows times columns of one sheet: four times the cells of a register with 100,000 rows."""

_FORMATS: Final = "xl/styles.xml"
_CELL: Final = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*[^>/])?>")
_PLACED: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'](?:[^>]*[^>/])?>"""
)
"""A cell with something in it; one that says where it is, as every program writes it."""


def bare_archive(package: Package) -> bytes:
    """The archive without formats, pictures and the like. Raises ``BadWorkbook`` if it is damaged or too wide."""
    bare = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(package.content)) as given, ZipFile(bare, "w") as kept:
            for name in dict.fromkeys(given.namelist()):
                if name.endswith((".xml", ".rels")) and name != _FORMATS:
                    part = given.read(name)
                    _check(package, name, part)
                    kept.writestr(name, part)
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, OSError):
        raise bad(package.path, "workbook-damaged") from None
    return bare.getvalue()


def _check(package: Package, name: str, part: bytes) -> None:
    if not name.startswith("xl/worksheets/"):
        return
    placed = _PLACED.findall(part)
    if len(placed) != len(_CELL.findall(part)):
        raise bad(package.path, "workbook-damaged")
    row = max((int(number) for _, number in placed), default=1)
    column = max((column_number(letters.decode()) for letters in {letters for letters, _ in placed}), default=1)
    if row * column > MOST_CELLS:
        raise bad(package.path, "workbook-far-cell", rows=row, columns=column)
