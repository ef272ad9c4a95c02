"""From the click on a button to the verdict: through the extension, a program of its own, and back into LibreOffice."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import xlwings

from bench import register_table
from bench.clicked import HIDDEN
from bench.desk import Click, Desk, Manner
from bench.measure import Spread, in_turns, process, same, seconds
from bench.report import Line, Section, Table, shown
from bench.subject import MANY, form
from generator.workbook import build_workbook
from tests.addin.libreoffice.window import why_no_window

AIM_S: Final = 1.5
PANJIN: Final = "Panjin's workbook"
FEW: Final = 500
TITLE: Final = "From the click to the verdict, in LibreOffice"
STARTING: Final = "Starting the add-in's program"
_HIDE: Final = f"import sys; sys.modules.update(dict.fromkeys({HIDDEN})); import "
_XLWINGS: Final = "python -c 'import xlwings'"
_READING: Final = "the same click: xlwings reads every sheet"
_ANEW: Final = "LibreOffice recalculates it"
_STAGES: Final = (
    ("the extension starts a program", "pressed", "begun"),
    ("imports", "begun", "imported"),
    ("connecting, finding the workbook", "imported", "connected"),
    ("loading the edition", "", "forms"),
    ("reading the open workbook", "connected", "read"),
    ("computing anew, trying every check", "read", "examined"),
    ("findings in order, showing the first cell", "examined", "said"),
    ("the box appears", "said", "shown"),
)
"""What is waited for, from which mark to which."""


def measure(turns: int, folder: Path) -> tuple[Section | Table, ...]:
    """The sections of the report."""
    starting = _starting(turns)
    reason = why_no_window()
    if reason is not None:
        print(f"NOT MEASURED: {TITLE}: {reason}", file=sys.stderr)
        return (Section(TITLE, (), (f"Not measured here: {reason}.",)), starting)
    files = _files(folder)
    found = {name: _measured(path, turns if name == PANJIN else max(3, turns // 2)) for name, path in files.items()}
    lines = tuple(line for name, (lines, _) in found.items() for line in lines(name))
    note = (
        "A real LibreOffice with our extension, in a window of a display of its own. From the click (but for the "
        "pixels) until LibreOffice says that the message box has opened; each click starts a program that ends with "
        "its box, so every one is cold but for the disk. The peer is a click of the same extension whose program only "
        "connects, reads every used cell of every sheet by xlwings through our engine, and says how many there are. "
        "Neither loads Polars, which the bench has and the add-in's environment has not: xlwings takes what it finds."
    )
    return Section(TITLE, lines, (note,)), _stages({name: clicks for name, (_, clicks) in found.items()}), starting


def _files(folder: Path) -> dict[str, Path]:
    edition, kind = form()
    contents = {
        PANJIN: build_workbook(edition, kind, register_table.example()).content,
        f"{FEW} rows": register_table.workbook(FEW),
        f"{MANY:,} rows": register_table.workbook(MANY),
    }
    files = {name: folder / f"click-{number}.xlsx" for number, name in enumerate(contents)}
    for name, path in files.items():
        path.write_bytes(contents[name])
    return files


def _measured(path: Path, turns: int) -> tuple[Callable[[str], list[Line]], Sequence[Click]]:
    """What one workbook gives: its lines, once its name is known, and the clicks themselves."""
    clicks: list[Click] = []
    with Desk() as desk:
        book = desk.open(path)

        def click(manner: Manner) -> Callable[[], float]:
            def press() -> float:
                done = desk.press("validate", book, manner)
                if manner == "stages":
                    clicks.append(done)
                return done.seconds

            return press

        tasks = {
            "ours": click("stages"),
            _READING: click("peer"),
            _ANEW: lambda: _recalculated(book),
            _XLWINGS: lambda: process(sys.executable, "-c", _HIDE + "xlwings")().seconds,
        }
        found = in_turns(tasks, turns)
    mine = found.spread("ours", same)

    def lines(name: str) -> list[Line]:
        return [
            Line(
                name,
                peer,
                found.ratio("ours", peer, same),
                mine,
                "s",
                found.spread(peer, same),
                AIM_S if name == PANJIN and peer == _READING else None,
                "own",
            )
            for peer in (_READING, _XLWINGS, _ANEW)
        ]

    return lines, clicks[1:]


def _recalculated(book: xlwings.Book) -> float:
    begin = time.perf_counter()
    book.api.calculateAll()
    return time.perf_counter() - begin


def _stages(clicks: dict[str, Sequence[Click]]) -> Table:
    """Where the time of those very clicks went."""

    def took(click: Click, begin: str, end: str) -> float:
        at = {**click.told, "pressed": click.pressed, "shown": click.shown}
        if end == "forms":
            return at["forms"]
        without = at["forms"] if end == "read" else 0.0
        return at[end] - at[begin] - without

    rows = [
        (what, *(_ms(took(each, begin, end) for each in found) for found in clicks.values()))
        for what, begin, end in _STAGES
    ]
    rows += [
        ("**all of it**", *(_ms(each.seconds for each in found) for found in clicks.values())),
        (
            "processor time of the program",
            *(_ms(each.told["processor"] for each in found) for found in clicks.values()),
        ),
    ]
    note = (
        "Medians of each part, least and most in brackets: the same clicks as above, so the parts need not add up. The "
        "program's own processor time hardly depends on what else the machine is doing; LibreOffice's is not in it."
    )
    return Table("Where the time of a click goes", ("", *clicks), tuple(rows), (note,))


def _ms(measured: Iterable[float]) -> str:
    return shown(Spread.of(value * 1000 for value in measured), "ms")


def _starting(turns: int) -> Section:
    """Until the first instruction of the action: the interpreter and every import."""
    bare, theirs = "python -c pass", _XLWINGS
    tasks = {
        "LibreOffice": process(sys.executable, "-c", _HIDE + "addin.libreoffice.run, addin.navigation"),
        "Excel": process(sys.executable, "-c", _HIDE + "addin.entry, addin.actions, addin.navigation"),
        theirs: process(sys.executable, "-c", _HIDE + "xlwings"),
        bare: process(sys.executable, "-c", "pass"),
    }
    found = in_turns(tasks, turns)

    def ms(task: str) -> Spread:
        spread = found.spread(task, seconds)
        return Spread(spread.middle * 1000, spread.low * 1000, spread.high * 1000)

    pairs: tuple[tuple[Literal["LibreOffice", "Excel"], str], ...] = (
        ("LibreOffice", theirs),
        ("Excel", theirs),
        ("LibreOffice", bare),
    )
    lines = tuple(
        Line(f"everything 校验 imports ({ours})", peer, found.ratio(ours, peer, seconds), ms(ours), "ms", ms(peer))
        for ours, peer in pairs
    )
    note = "Whole processes that only import. `tests/addin/test_start.py` guards what they may not import."
    return Section(STARTING, lines, (note,))
