"""Is any text cut off? Every visible cell's need, as LibreOffice measures it, against the room it has."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from .office import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .office import Office, SheetLayout, TextCell

POINT = 2540 / 72  # 1/100 mm
WIDEST = 99_000  # of a column in LibreOffice
LINE = 1.2  # a line's height, in font sizes


@dataclass(frozen=True, slots=True)
class CutOff:
    """A text that does not fit. Lengths are 1/100 mm."""

    sheet: str
    cell: str
    text: str
    needed: int
    available: int
    direction: Literal["height", "width"]


@dataclass(frozen=True, slots=True)
class _Room:
    """A cell that shows something, and the width and height it may show it in."""

    cell: TextCell
    width: float
    height: int

    def text(self) -> Text:
        cell = self.cell
        shown = cell.text.partition(".")[0] if cell.general and cell.is_number else cell.text
        wrapped = cell.wrapped and not cell.is_number and not _is_turned(cell)
        width = min(int(self.width), WIDEST) if wrapped else WIDEST
        return Text(shown, cell.font, cell.size, cell.bold, width, wrapped, cell.indent, cell.angle, cell.stacked)


def cut_off(office: Office, path: Path, tolerance: float = 0.3) -> list[CutOff]:
    """The texts and numbers on visible sheets that a reader cannot see whole.

    Tolerated: this fraction of a line in height, of a character in width (none for numbers, which become ###).
    LibreOffice measures for the screen; printed, texts are up to 5 % narrower, so what just fits may be reported.
    """
    rooms = [room for sheet in office.layout(path) if sheet.visible for room in _rooms(sheet)]
    return [*_too_low(office, rooms, tolerance), *_too_narrow(office, rooms, tolerance)]


def _too_low(office: Office, rooms: list[_Room], tolerance: float) -> Iterator[CutOff]:
    needs = office.needed_heights(room.text() for room in rooms)
    for room, needed in zip(rooms, needs, strict=True):
        if needed > room.height + tolerance * LINE * room.cell.size * POINT:
            yield CutOff(room.cell.sheet, room.cell.cell, room.cell.text, needed, room.height, "height")


def _too_narrow(office: Office, rooms: Iterable[_Room], tolerance: float) -> Iterator[CutOff]:
    limited = [room for room in rooms if _is_one_line(room.cell) and math.isfinite(room.width)]
    needs = office.needed_widths(room.text() for room in limited)
    for room, needed in zip(limited, needs, strict=True):
        spare = 0.0 if room.cell.is_number else tolerance * room.cell.size * POINT
        if needed > room.width + spare:
            yield CutOff(room.cell.sheet, room.cell.cell, room.cell.text, needed, int(room.width), "width")


def _is_turned(cell: TextCell) -> bool:
    return cell.stacked or cell.angle != 0


def _is_one_line(cell: TextCell) -> bool:
    return (cell.is_number or not cell.wrapped) and not _is_turned(cell)


def _rooms(sheet: SheetLayout) -> Iterator[_Room]:
    taken = _taken(sheet)
    for cell in sheet.cells:
        width = sum(sheet.widths[cell.column : cell.column + cell.columns])
        height = sum(sheet.heights[cell.row : cell.row + cell.rows])
        if cell.text and width and height and not cell.shrink:
            yield _Room(cell, width + _overflow(sheet, cell, taken[cell.row]), height)


def _taken(sheet: SheetLayout) -> dict[int, set[int]]:
    """By row, the columns whose cells hold something or are merged, so that a neighbour's text stops there."""
    taken: dict[int, set[int]] = defaultdict(set)
    for cell in sheet.cells:
        for row in range(cell.row, cell.row + cell.rows):
            taken[row].update(range(cell.column, cell.column + cell.columns))
    return taken


def _overflow(sheet: SheetLayout, cell: TextCell, taken: set[int]) -> float:
    """The room beyond its own cell into which an unwrapped text runs, as far as cells are empty."""
    is_bound = cell.is_number or cell.wrapped or cell.columns > 1 or cell.rows > 1
    if is_bound or _is_turned(cell):
        return 0
    before, after = range(cell.column - 1, -1, -1), range(cell.column + 1, len(sheet.widths))
    left = _free(sheet, before, taken)
    right = math.inf if taken.isdisjoint(after) else _free(sheet, after, taken)
    return {"right": left, "center": 2 * min(left, right)}.get(cell.align, right)


def _free(sheet: SheetLayout, columns: range, taken: set[int]) -> float:
    return sum(sheet.widths[column] for column in takewhile(lambda column: column not in taken, columns))
