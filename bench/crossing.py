"""How often each button asks LibreOffice, counted on the wire, with few rows and with many."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import xlwings

from bench import register_table
from bench.clicking import FEW, PANJIN
from bench.desk import Desk
from bench.report import Table
from bench.subject import MANY, REGISTER
from tests.addin.libreoffice.window import why_no_window

TITLE: Final = "What each button asks of LibreOffice"
ACTIONS: Final = (
    "validate",
    "next",
    "previous",
    "explain",
    "status",
    "settings",
    "help",
    "tidy_print",
    "repair",
    "submit",
    "add_row",
)
"""All but the one that waits for a file to be chosen; the last changes the workbook."""
_NOTE: Final = (
    "Calls that a button's program has waited for until it has ended, and what LibreOffice has sent meanwhile: counted "
    "in the messages that cross the pipe (`bench/wire.py`), so everything is in it that UNO's Python module asks by "
    "itself, such as what an object can do. Counted once: the numbers hardly differ from click to click. The workbooks "
    "are in order, so that 上报 does all it has to. A workbook's names are most of what reading it asks, because UNO "
    "tells them one by one."
)


def measure(folder: Path) -> Table:
    """The table of the report."""
    reason = why_no_window()
    if reason is not None:
        print(f"NOT MEASURED: {TITLE}: {reason}", file=sys.stderr)
        return Table(TITLE, (), (), (f"Not measured here: {reason}.",))
    found = {
        PANJIN: _counted(folder, 0),
        f"{FEW} rows": _counted(folder, FEW),
        f"{MANY:,} rows": _counted(folder, MANY),
    }
    rows = tuple((f"`{action}`", *(each[action] for each in found.values())) for action in ACTIONS)
    return Table(TITLE, ("", *found), rows, (_NOTE,))


def _counted(folder: Path, rows: int) -> dict[str, str]:
    path = folder / f"counted-{rows}.xlsx"
    path.write_bytes(register_table.workbook_in_order(rows))
    with Desk() as desk:
        book = desk.open(path)
        return {action: _one(desk, book, action) for action in ACTIONS}


def _one(desk: Desk, book: xlwings.Book, action: str) -> str:
    if action == "add_row":
        name = book.api.NamedRanges.getByName(f"{REGISTER}.name").getReferredCells()
        controller = book.api.getCurrentController()
        controller.setActiveSheet(name.getSpreadsheet())
        controller.select(name.getCellByPosition(0, 1))
    told = desk.press(action, book, "wire").told
    return f"{told['answers']:,.0f} calls, {told['received'] / 1000:,.0f} KB"
