"""打印: a PDF of the workbook without the empty rows of its registers, which are there again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import xlwings

from addin.outcome import Outcome
from addin.session import Session
from addin.stretches import stretches
from generator.reader import Received
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault

SUFFIX = "（打印）.pdf"


def tidy_print(session: Session) -> Outcome:
    """打印: the PDF stands beside the workbook."""
    if not session.book.fullname or not session.path.is_absolute():
        raise QingbiaoError(Fault("addin-unsaved"))
    path = session.path.with_name(session.path.stem + SUFFIX)
    runs = list(empty_rows(session.received))
    with session.undisturbed(), session.lifted(dict.fromkeys(sheet for sheet, _, _ in runs)), ExitStack() as undo:
        for sheet, first, last in runs:
            rows = session.book.sheets[sheet].range((first, 1), (last, 1)).rows
            if rows.hidden is False:  # what somebody has hidden stays hidden
                undo.callback(_show, rows)
                rows.hidden = True
        session.book.to_pdf(path)
    return Outcome((Fault("addin-pdf", {"path": _short(path)}),))


def empty_rows(received: Received) -> Iterator[tuple[str, int, int]]:
    """Sheet, first and last row of each stretch of rows that all registers there leave empty, but for one."""
    kind, filing = received.kind, received.filing
    rows: dict[str, set[int]] = {}
    used: dict[str, set[int]] = {}
    for register in kind.registers.values():
        place = received.places[register.key]
        rows.setdefault(place.sheet, set()).update(range(place.row, place.row + place.rows))
        filled = max(filing.rows(kind, register.id), 1)
        used.setdefault(place.sheet, set()).update(range(place.row, place.row + filled))
    for sheet, all_rows in rows.items():
        for stretch in stretches(all_rows - used[sheet]):
            yield sheet, stretch[0], stretch[-1]


def _show(rows: xlwings.main.RangeRows) -> None:
    rows.hidden = False


def _short(path: Path) -> str:
    return path.name
