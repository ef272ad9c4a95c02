"""Plan + filing → every value of a workbook: inputs as given, formulas as they come out, rows as tall as their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.checks.results import check_values
from generator.plan import Cell, Plan, Row, Settled, Sheet, Slot
from generator.sketch import TALLEST
from generator.textsize import text_height
from qingbiao.bind import REPORTED
from qingbiao.examination import Examined, results_in
from qingbiao.filing import EMPTY, Filing, compute
from qingbiao.form import Edition, Kind
from qingbiao.memo import Memo
from qingbiao.values import BLANK, Value

Values = Mapping[str, Value | Sequence[Value]]


def settle(plan: Plan, edition: Edition, kind: Kind, filing: Filing = EMPTY) -> Settled:
    """All values of ``plan`` filled with ``filing``; the blank workbook is the filing with nothing in it."""
    computed = compute(kind, filing, edition.year, plan.capacities)
    values: dict[str, Value | Sequence[Value]] = {**computed.cells, **computed.columns}
    values |= {
        REPORTED + key: filing.reported.get(key, filing.reported_columns.get(key, BLANK)) for key in plan.reported
    }
    seen = Examined(kind, filing, computed)
    values |= check_values(plan, kind, filing, results_in(seen, filing), seen)
    return Settled(plan, values, _heights(plan, values))


# --- rows that need more room than planned -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a slot's text wraps: in one row or in each of several equal ones, and what fits into it."""

    slot: Slot
    sheet: str
    row: Row
    size: float
    width: float
    height: float
    """Of all the rows that are merged, in points."""


def _all_rooms(plan: Plan) -> tuple[_Room, ...]:
    return tuple(
        _room(sheet, row, cell, cell.content)
        for sheet in plan.sheets
        if sheet.state == "visible"
        for row in sheet.rows
        for cell in row.cells
        if isinstance(cell.content, Slot) and cell.style.wrap
    )


_rooms: Final = Memo(_all_rooms, most=8)
"""Plans are large: those of a long batch are not kept."""


def _room(sheet: Sheet, row: Row, cell: Cell, slot: Slot) -> _Room:
    right = next((last for first, last in row.spans if first == cell.column), cell.column)
    bottom = _bottom(sheet, row, cell)
    width = sum(sheet.widths[cell.column - 1 : right if bottom is None else bottom[1]])
    height = row.height if bottom is None else sum(_heights_between(sheet, row.number, bottom[0]))
    return _Room(slot, sheet.name, row, cell.style.size, width, height)


def _heights(plan: Plan, values: Values) -> dict[tuple[str, int], float]:
    """By sheet and row, where a row needs more than planned: as much as the tallest of its texts that wrap."""
    heights: dict[tuple[str, int], float] = {}
    for room in _rooms(plan):
        for place, height in _taller(room, values.get(room.slot.key, BLANK)):
            heights[place] = max(height, heights.get(place, 0.0))
    return heights


def _taller(room: _Room, value: Value | Sequence[Value]) -> Iterator[tuple[tuple[str, int], float]]:
    row, index = room.row, room.slot.index
    texts = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value[index : index + row.repeat]
    for shift, text in enumerate(texts):
        if not isinstance(text, str) or (len(text) < 8 and "\n" not in text):
            continue
        needed = text_height(text, room.size, room.width)
        if needed > room.height:
            yield (room.sheet, row.number + shift), min(round(row.height + needed - room.height, 1), TALLEST)


def _bottom(sheet: Sheet, row: Row, cell: Cell) -> tuple[int, int] | None:
    """Last row and column of the merged area that begins at a cell, where it has more than one row."""
    for area in sheet.merges:
        if area.top == row.number and area.left == cell.column:
            return area.bottom, area.right
    return None


def _heights_between(sheet: Sheet, first: int, last: int) -> Iterator[float]:
    for row in sheet.rows:
        inside = min(last, row.number + row.repeat - 1) - max(first, row.number) + 1
        if inside > 0:
            yield row.height * inside
