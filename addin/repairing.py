"""修复 and 增加行: the workbook made to look and compute as the plan says, with what was filled in left where it is.

Both build the blank workbook of the same edition and rows, open it for nobody to see, and take from it everything that
is not an input.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import xlwings

from addin.outcome import Outcome
from addin.session import Session
from addin.stretches import stretches
from generator.checks.names import CODE, EXPLANATION, REPORT
from generator.identity import PREFIX
from generator.identity import SHEET as IDENTITY
from generator.plan import Area, Place, Plan, Sheet, Slot
from generator.planning import plan_workbook
from generator.reader import Received
from generator.settle import settle
from generator.workbook import MOST_ROWS
from generator.xlsx.book import workbook_bytes
from qingbiao.bind import REPORTED
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault
from qingbiao.form import Register
from qingbiao.values import BLANK, Value

_STORED: Final = ("rows", "plan_digest")
"""What a workbook says of itself that another number of rows changes."""

Block = Sequence[Sequence[str]]


def repair(session: Session) -> Outcome:
    """修复: formats, lists, prompts, marks, formulas and fixed texts as they were issued."""
    plan = session.received.plan
    _must_stand(session.received, plan)
    sheets = _visible(plan)
    with session.undisturbed(), session.lifted(sheet.name for sheet in sheets):
        cells = _restore(session, plan, sheets)
    session.forget()
    return Outcome((Fault("addin-repaired", {"sheets": len(sheets), "cells": cells}),))


def add_row(session: Session) -> Outcome:
    """增加行: as many more rows as are selected of the register at hand, and in those that have the same rows."""
    _must_stand(session.received, session.received.plan)
    register, more = _at_hand(session)
    sheets = grow(session, register, more)
    slots = {"more": more, "rows": session.received.capacities[register.id], "sheets": "、".join(sheets)}
    return Outcome((Fault("addin-row-added", slots),), how="bar")


def grow(session: Session, register: Register, more: int = 1) -> tuple[str, ...]:
    """More rows in a register, and in those that have the same rows; answers on which sheets."""
    received = session.received
    grown = _partners(received, register)
    capacities = {**received.capacities, **{each: received.capacities[each] + more for each in grown}}
    if max(capacities.values()) > MOST_ROWS:
        raise QingbiaoError(Fault("addin-row-most", {"most": MOST_ROWS}))
    plan = plan_workbook(received.edition, received.kind, capacities, received.unit, received.serial)
    columns = list(_columns(received, grown))
    lasts = {place.sheet: place.row + place.rows - 1 for place, _ in columns}
    if not _follows(received, plan, lasts, more):
        raise QingbiaoError(Fault("addin-row-shared"))
    sheets = _visible(plan)  # LibreOffice moves the rules of other sheets along with the rows of this one
    names = session.names
    with session.undisturbed(), session.lifted((*(sheet.name for sheet in sheets), IDENTITY)):
        for sheet, row in lasts.items():
            _insert(session.book.sheets[sheet], row, more, _height(plan.by_name[sheet], row))
        for place, value in columns:
            last = place.row + place.rows - 1
            area = Area(last, place.column, last + more, place.column)
            session.write(place.sheet, area, [[value], *[[BLANK]] * more])
        _restore(session, plan, sheets)
        for key in _STORED:
            session.write(IDENTITY, names[PREFIX + key].area, [[str(plan.identity[key])]])
            session.host.note(session.book, PREFIX + key, str(plan.identity[key]))
    session.forget()
    return tuple(lasts)


def _visible(plan: Plan) -> list[Sheet]:
    return [sheet for sheet in plan.sheets if sheet.state == "visible"]


# --- what the blank workbook has -----------------------------------------------------------------------------------


def _restore(session: Session, plan: Plan, sheets: Iterable[Sheet]) -> int:
    """Everything that is no input, as a new workbook has it; answers how many cells had something else in them."""
    received = session.received
    blank = workbook_bytes(settle(plan, received.edition, received.kind))
    with tempfile.TemporaryDirectory(prefix="qingbiao-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "blank.xlsx"
        path.write_bytes(blank)
        with session.host.opened(session.book.app, path) as issued:
            return sum(_restore_sheet(session, issued.sheets[sheet.name], sheet) for sheet in sheets)


def _restore_sheet(session: Session, issued: xlwings.Sheet, sheet: Sheet) -> int:
    target = session.book.sheets[sheet.name]
    session.host.copy_looks(issued, target)
    wanted = issued.range((1, 1), sheet.corner).formula
    found = target.range((1, 1), sheet.corner).formula
    wrong = [
        (column, row) for row, column in _fixed(sheet) if wanted[row - 1][column - 1] != found[row - 1][column - 1]
    ]
    for column, rows in _runs(wrong):
        area = Area(rows[0], column, rows[-1], column)
        target[area.a1].formula = [[wanted[row - 1][column - 1]] for row in rows]
    if sheet.name == REPORT:
        _sort_explanations(session, wanted, found)
    return len(wrong)


def _sort_explanations(session: Session, wanted: Block, found: Block) -> None:
    """The lines of the sheet 校验 may have been sorted and now stand as issued; explanations go with their lines."""
    codes, texts = session.received.places[CODE], session.received.places[EXPLANATION]
    rows = range(codes.row - 1, codes.row - 1 + codes.rows)
    issued = [wanted[row][codes.column - 1] for row in rows]
    sorted_ = [found[row][codes.column - 1] for row in rows]
    if issued != sorted_ and sorted(issued) == sorted(sorted_):
        told = session.received.filing.explanations
        session.write(texts.sheet, texts.area, [[told.get(code, BLANK)] for code in issued])


def _fixed(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The cells that nobody fills in: formulas, counters and texts."""
    for row in sheet.rows:
        for cell in row.cells:
            content = cell.content
            if content is not None and not (isinstance(content, Slot) and content.formula is None):
                yield from ((row.number + index, cell.column) for index in range(row.repeat))


def _runs(cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Cells of one column that stand below each other, so that each run is written in one call."""
    rows: dict[int, list[int]] = {}
    for column, row in cells:
        rows.setdefault(column, []).append(row)
    for column, found in rows.items():
        yield from ((column, stretch) for stretch in stretches(found))


# --- rows ------------------------------------------------------------------------------------------------------------


def _at_hand(session: Session) -> tuple[Register, int]:
    """The register that the selected cells are in, and how many of its rows they are.

    Raises with the reason where it may not grow, or there is none.
    """
    sheet, row, _ = session.selection()
    kind, places = session.received.kind, session.received.places
    for each in kind.fields.values():
        place = places[each.id]
        if each.register and place.sheet == sheet and place.area.top <= row <= place.area.bottom:
            register = kind.registers[each.register]
            if not register.grows:
                title = kind.fields[register.key].title
                raise QingbiaoError(Fault("addin-row-fixed", {"title": title}))
            return register, min(session.selected_rows(), place.area.bottom - row + 1)
    raise QingbiaoError(Fault("addin-row-where"))


def _partners(received: Received, register: Register) -> tuple[str, ...]:
    """The registers that have the same rows."""
    leader = register.same_rows_as or register.id
    return tuple(each.id for each in received.kind.registers.values() if leader in {each.id, each.same_rows_as})


def _columns(received: Received, registers: Iterable[str]) -> Iterator[tuple[Place, Value]]:
    """Every column of inputs of registers, the values copied from paper too, with what its last row has."""
    wanted, filing = set(registers), received.filing
    for each in received.kind.fields.values():
        if each.register in wanted and not each.computed:
            yield _with_last(received.places[each.id], filing.columns.get(each.id, ()))
        if each.register in wanted and each.reported:
            yield _with_last(received.places[REPORTED + each.id], filing.reported_columns.get(each.id, ()))


def _with_last(place: Place, column: Sequence[Value]) -> tuple[Place, Value]:
    return place, column[-1] if len(column) == place.rows else BLANK


def _insert(sheet: xlwings.Sheet, row: int, more: int, height: float) -> None:
    last = row + more - 1
    sheet.range((row, 1), (last, sheet.cells.shape[1])).insert("down")
    sheet.range((row, 1), (last, 1)).row_height = height


def _height(sheet: Sheet, row: int) -> float:
    return next(each.height for each in sheet.rows if each.number <= row < each.number + each.repeat)


def _follows(received: Received, plan: Plan, lasts: Mapping[str, int], more: int) -> bool:
    """Whether more rows before the last of each register are all that the larger plan is different by."""
    for key, place in received.places.items():
        last = lasts.get(place.sheet, MOST_ROWS * 2)
        inside = place.row <= last <= place.row + place.rows - 1 and place.rows > 1
        row = place.row + more * (place.row > last)
        if plan.place_of(key) != Place(place.sheet, row, place.column, place.rows + more * inside):
            return False
    return True


def _must_stand(received: Received, plan: Plan) -> None:
    """Raises where the workbook's cells are not where the plan has them."""
    if any(plan.place_of(key) != place for key, place in received.places.items()):
        raise QingbiaoError(Fault("addin-moved"))
