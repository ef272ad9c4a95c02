"""A workbook's archive with nothing but its values, within bounds, for the program that reads cells.

python-calamine makes days and times of numbers that a person formatted so, and gets those before March 1900 and beyond
the calendar wrong; without formats a number is a number. It also lays a sheet out from A1 to its farthest cell at once,
so a single stray cell could take all memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Container, Iterator
from typing import Final
from zipfile import ZipFile

from generator.package import BROKEN_ARCHIVE, Package, bad, column_number

MOST_CELLS: Final = 16_000_000
"""Rows times columns of one sheet: four times the cells of a register with 100,000 rows."""

_FORMATS: Final = "xl/styles.xml"
_NOT_NEAR: Final = re.compile(rb'<c(?! r="[A-Z]{1,2}[0-9]{1,4}"(?: (?:s|t)="\w*")*+/?>)[\s/>]')
"""A cell beyond column ZZ or row 9999, which all together are few enough, or one written in another way than the usual
programs write it."""
_PREFIXED: Final = re.compile(rb":c[\s/>]")
_CELL: Final = re.compile(rb"()<(?:[^\s<>/:]+:)?c[\s/>]")
"""Where a cell begins, whatever prefix its name has."""
_OTHER: Final = rb"""(?:\s+(?!r\s*=)[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+"""
_PLACED: Final = re.compile(
    rb"""<(?:[^\s<>/:]+:)?c%s\s+r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']%s\s*(/?)>""" % (_OTHER, _OTHER)
)
"""A cell with its place, and a stroke if it is empty, in whatever way XML allows."""
_AN_ERROR: Final = re.compile(rb"""<(?:[^\s<>/:]+:)?c\s[^<>]*?\bt\s*=\s*["']e["'][^<>]*>""")
_USUAL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: (?:s|t)="\w*")*+(/?)>')
"""The same in the way of the usual programs."""


def bare_archive(package: Package, sheets: Container[str]) -> bytes:
    """The archive with the values of some sheets: no formats, no pictures, no lists.

    Raises ``BadWorkbook`` if it is damaged or too wide.
    """
    wanted = {part for sheet, part in package.parts.items() if sheet in sheets}
    unwanted = {*package.parts.values(), _FORMATS} - wanted
    bare = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(package.content)) as given, ZipFile(bare, "w") as kept:
            for name in dict.fromkeys(given.namelist()):
                if name.endswith((".xml", ".rels")) and name not in unwanted:
                    part = given.read(name)
                    if name in wanted or name.startswith("xl/worksheets/"):
                        _check(package, part)
                    kept.writestr(name, part)
    except BROKEN_ARCHIVE:
        raise bad(package.path, "workbook-damaged") from None
    return bare.getvalue()


def error_cells(bare: bytes, part: str) -> Iterator[tuple[int, int]]:
    """Row and column of each cell of a bare archive's sheet that shows an error; to python-calamine it is blank."""
    with ZipFile(io.BytesIO(bare)) as archive:
        text = archive.read(part)
    if b'"e"' not in text and b"'e'" not in text:
        return
    for cell in _AN_ERROR.finditer(text):
        placed = _PLACED.match(cell.group())
        if placed is not None:
            yield int(placed[2]), column_number(placed[1].decode())


def _check(package: Package, part: bytes) -> None:
    """Refuse a sheet whose farthest cell would take too much memory, or of which that cannot be told."""
    if b"\0" in part:  # UTF-16, which would hide its cells
        raise bad(package.path, "workbook-damaged")
    if not _NOT_NEAR.search(part) and not _PREFIXED.search(part):
        return
    cells = len(_CELL.findall(part))
    found = _USUAL.findall(part)
    if len(found) != cells:
        found = _PLACED.findall(part)
    if len(found) != cells:
        raise bad(package.path, "workbook-damaged")
    row = max(map(int, {number for _, number, empty in found if not empty}), default=1)
    columns = {letters for letters, _, empty in found if not empty}
    column = max((column_number(letters.decode()) for letters in columns), default=1)
    if row * column > MOST_CELLS:
        raise bad(package.path, "workbook-far-cell", rows=row, columns=column)
