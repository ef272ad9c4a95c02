"""Plan + filing → every value of a workbook: inputs as given, formulas as they come out, rows as tall as their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.checks.results import check_values
from generator.plan import Cell, Plan, Row, Settled, Sheet, Slot
from generator.sketch import TALLEST
from generator.textsize import text_height
from qingbiao.bind import REPORTED
from qingbiao.examination import Examined, results_in
from qingbiao.filing import EMPTY, Filing, compute
from qingbiao.form import Edition, Kind
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


def _heights(plan: Plan, values: Values) -> dict[tuple[str, int], float]:
    """By sheet and row, where a row needs more than planned: as much as the tallest of its texts that wrap."""
    heights: dict[tuple[str, int], float] = {}
    for sheet in plan.sheets:
        if sheet.state != "visible":
            continue
        for row in sheet.rows:
            for cell in row.cells:
                if isinstance(cell.content, Slot) and cell.style.wrap:
                    for place, height in _taller(sheet, row, cell, values.get(cell.content.key, BLANK)):
                        heights[place] = max(height, heights.get(place, 0.0))
    return heights


def _taller(
    sheet: Sheet, row: Row, cell: Cell, value: Value | Sequence[Value]
) -> Iterator[tuple[tuple[str, int], float]]:
    assert isinstance(cell.content, Slot)
    texts = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value[cell.content.index :]
    right = next((last for first, last in row.spans if first == cell.column), cell.column)
    bottom = _bottom(sheet, row, cell)
    width = sum(sheet.widths[cell.column - 1 : right if bottom is None else bottom[1]])
    room = row.height if bottom is None else sum(_heights_between(sheet, row.number, bottom[0]))
    for index, text in enumerate(texts[: row.repeat]):
        if not isinstance(text, str) or (len(text) < 8 and "\n" not in text):
            continue
        needed = text_height(text, cell.style.size, width)
        if needed > room:
            yield (sheet.name, row.number + index), min(round(row.height + needed - room, 1), TALLEST)


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
