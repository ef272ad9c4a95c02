"""Reading a workbook back, against programs that read every cell and know nothing of what they mean."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from bench.measure import Spread, in_turns, same, timed
from bench.report import Line, Section
from bench.subject import form
from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.load import SHIPPED, load_edition


def measure(turns: int, folder: Path) -> Section:
    """The section of the report."""
    edition, kind = form()
    path = folder / "blank.xlsx"
    path.write_bytes(build_workbook(edition, kind).content)
    own = "`read_workbook`"
    loading = "loading the spec alone"
    tasks = {
        own: lambda: read_workbook(path, SHIPPED),
        loading: lambda: load_edition(edition.id, SHIPPED),
        "openpyxl": lambda: _openpyxl(path, read_only=False),
        "openpyxl, read-only": lambda: _openpyxl(path, read_only=True),
        "calamine": lambda: _calamine(path),
    }
    found = in_turns({name: timed(work) for name, work in tasks.items()}, turns)

    def ms(task: str) -> Spread:
        spread = found.spread(task, same)
        return Spread(spread.middle * 1000, spread.low * 1000, spread.high * 1000)

    lines = [Line(own, peer, found.ratio(own, peer, same), ms(own), "ms", ms(peer)) for peer in list(tasks)[1:]]
    note = "`read_workbook` also loads and checks the spec, plans the workbook anew and knows each value's field."
    return Section("Reading one workbook, in process", tuple(lines), (note,))


def _openpyxl(path: Path, *, read_only: bool) -> list[object]:
    book = load_workbook(path, read_only=read_only)
    return [row for ws in book.worksheets for row in ws.iter_rows(values_only=True)]


def _calamine(path: Path) -> list[object]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
