"""Validating: workbooks a second, several processes, a long register, and the same rules on one table in pandera."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from bench import register_table, with_pandera
from bench.measure import Run, Spread, Turns, in_turns, peak, process, same, seconds, timed
from bench.report import Line, Section
from bench.subject import MANY, REGISTER, form
from generator.damage.blanks import Blanks
from generator.damage.receipt import damages_of
from generator.examining import examine_file
from generator.library import Library
from generator.reader import read_workbook
from generator.report import report_of
from generator.workbook import build_workbook
from qingbiao.examination import examine
from tests.engines.office import Office, why_missing

AIM_MS = 16.7
AIM_MANY_S = 2
AIM_MANY_MIB = 300
AIM_RECALC_S = 5
BATCH = 200


def measure(turns: int, folder: Path) -> tuple[Section, ...]:
    """The sections of the report."""
    one, many = folder / "filled.xlsx", folder / f"filled-{MANY}.xlsx"
    edition, kind = form()
    one.write_bytes(build_workbook(edition, kind, register_table.example()).content)
    many.write_bytes(register_table.workbook())
    few = max(3, turns // 2)
    return _single(one, turns), _batches(one, folder / "batch", few), _register(many, few), _table(many, few)


def _ms(spread: Spread) -> Spread:
    return Spread(spread.middle * 1000, spread.low * 1000, spread.high * 1000)


# --- one workbook after another ----------------------------------------------------------------------------------


def _single(path: Path, turns: int) -> Section:
    library = Library()
    blanks = Blanks(library)
    full, alone = "read, recompute, check, report", "read alone (`read_workbook`)"
    damage = "list what was changed besides the inputs"
    tasks: dict[str, Callable[[], object]] = {
        full: lambda: report_of(examine_file(path, library), "zh"),
        damage: lambda: damages_of(path, blanks),
        alone: lambda: read_workbook(path, library),
        "openpyxl, loading alone": lambda: load_workbook(path),
        "openpyxl read-only, every cell": lambda: _streamed(path),
        "calamine, every cell": lambda: _calamine(path),
    }
    found = in_turns({name: timed(work) for name, work in tasks.items()}, turns)

    def line(task: str, peer: str, aim: float | None = None, *, own: bool = False) -> Line:
        ours, theirs = _ms(found.spread(task, same)), _ms(found.spread(peer, same))
        return Line(task, peer, found.ratio(task, peer, same), ours, "ms", theirs, aim, "own" if own else "ratio")

    _, _, _, loading, streamed, calamine = tasks
    lines = (
        line(full, loading, 1.0),
        line(full, streamed),
        line(full, calamine, AIM_MS, own=True),
        line(alone, calamine),
        line(damage, loading),
    )
    rate = 1 / found.spread(full, same).middle
    checks = len(form()[1].checks)
    inputs = len(form()[1].inputs)
    note = (
        f"One process, the edition loaded once: **{rate:.0f} workbooks a second** (aim: 60). Each is a bureau's "
        f"workbook as one city filled it in: {inputs} inputs are read, all that is computed is computed anew, {checks} "
        "checks are tried, and each finding has its message. openpyxl is only asked to load the file."
    )
    return Section("Validating one workbook after another, in process", lines, (note,))


def _streamed(path: Path) -> list[object]:
    book = load_workbook(path, read_only=True)
    return [row for ws in book.worksheets for row in ws.iter_rows(values_only=True)]


def _calamine(path: Path) -> list[object]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


# --- whole processes ---------------------------------------------------------------------------------------------


def _validating(*words: str) -> tuple[str, ...]:
    """The command, whose exit code says what it found and not that it failed."""
    return (sys.executable, "-c", _RUN, "validate", *words, "--no-damage", "--format", "json")


_RUN = """
import sys
from cli.main import main
try:
    main()
except SystemExit as end:
    sys.exit(end.code == 2)
"""


def _batches(path: Path, folder: Path, turns: int) -> Section:
    folder.mkdir()
    for number in range(BATCH):
        (folder / f"{number}.xlsx").write_bytes(path.read_bytes())
    tasks = {jobs: process(*_validating(str(folder), "--jobs", jobs)) for jobs in ("1", "2")}
    found = in_turns(tasks, turns)
    line = Line(
        f"{BATCH} workbooks, `qingbiao validate --jobs 2`",
        "`--jobs 1`",
        found.ratio("2", "1", seconds),
        found.spread("2", seconds),
        "s",
        found.spread("1", seconds),
    )
    note = (
        "Whole processes. Each job is a process that has one file at a time, so that it is known which file ended it, "
        f"and loads the edition for itself. Measured on {os.cpu_count()} cores; 0.5 would be twice as fast."
    )
    return Section("Validating a batch", (line,), (note,))


def _register(path: Path, turns: int) -> Section:
    loading = "import sys\nfrom openpyxl import load_workbook\nload_workbook(sys.argv[1])"
    peer = "openpyxl, loading alone"
    tasks = {
        "ours": process(*_validating(str(path))),
        peer: process(sys.executable, "-c", loading, str(path)),
    }
    found = in_turns(tasks, turns)
    lines = (
        _in_process(path, turns),
        _whole(found, "`qingbiao validate`, whole process", peer, "s", AIM_MANY_S),
        _whole(found, "its peak memory", peer, "MiB", AIM_MANY_MIB),
        *_recalculating(path, turns),
    )
    note = f"The bureau's workbook with {MANY:,} enterprises in two tables, one mistake in 200 values. Whole processes."
    return Section(f"Validating a register of {MANY:,} rows", lines, (note,))


def _in_process(path: Path, turns: int) -> Line:
    """As a desk does it that has the edition loaded."""
    library = Library()
    ours, peer = "read, recompute, check, report", "calamine, every cell"
    tasks: dict[str, Callable[[], object]] = {
        ours: lambda: report_of(examine_file(path, library), "zh"),
        peer: lambda: _calamine(path),
    }
    found = in_turns({name: timed(work) for name, work in tasks.items()}, turns)
    mine, theirs = found.spread(ours, same), found.spread(peer, same)
    return Line(f"{ours}, in process", peer, found.ratio(ours, peer, same), mine, "s", theirs, AIM_MANY_S, "own")


def _recalculating(path: Path, turns: int) -> list[Line]:
    """What a person waits for when every formula of the workbook, its checks included, is computed anew."""
    if why_missing() is not None:
        return []
    with Office() as office:
        tasks = {
            "ours": lambda: office.recalculation_seconds(path),
            "opening": lambda: office.open_seconds(path),
        }
        found = in_turns(tasks, turns)
    mine, opening = found.spread("ours", same), found.spread("opening", same)
    ratio = found.ratio("ours", "opening", same)
    return [
        Line("recalculating all of it in LibreOffice", "opening it", ratio, mine, "s", opening, AIM_RECALC_S, "own")
    ]


def _whole(found: Turns[Run], what: str, peer: str, unit: Literal["s", "MiB"], aim: float) -> Line:
    value = seconds if unit == "s" else peak
    ours, theirs = found.spread("ours", value), found.spread(peer, value)
    return Line(what, peer, found.ratio("ours", peer, value), ours, unit, theirs, aim, "own")


# --- one table, the same rules -----------------------------------------------------------------------------------


def _table(path: Path, turns: int) -> Section:
    kind, filing, computed = register_table.table_alone()
    table, schema = with_pandera.frame(kind, filing, computed), with_pandera.schema(kind)
    told = with_pandera.counted(with_pandera.findings(schema, table))
    if told != register_table.ours():
        raise SystemExit(f"pandera finds something else: {told}, {register_table.ours()}")
    library = Library()
    places = read_workbook(path, library).places
    tasks: dict[str, Callable[[], object]] = {
        "rules alone": lambda: examine(kind, filing, computed),
        "pandera, rules alone": lambda: with_pandera.findings(schema, table),
        "from the file, every rule of the workbook": lambda: report_of(examine_file(path, library), "zh"),
        "pandera, from the file": lambda: with_pandera.findings(schema, with_pandera.read(path, kind, places)),
    }
    found = in_turns({name: timed(work) for name, work in tasks.items()}, turns)
    ours, peer, whole, from_file = tasks
    lines = tuple(
        Line(mine, other, found.ratio(mine, other, same), found.spread(mine, same), "s", found.spread(other, same))
        for mine, other in ((ours, peer), (whole, from_file))
    )
    rules = len(kind.inputs) + len(kind.checks)
    note = (
        f"The same {rules} rules on the same table of {MANY:,} rows (`{REGISTER}`): {len(kind.inputs)} fields with "
        f"type, range and length, {len(kind.checks)} row rules such as the carbon value against quantity × factor "
        f"within half a unit of its last digit. Both find the same {sum(told.values()):,} places, which is required "
        "before anything is measured. pandera works on a Polars data frame, column by column in compiled code on all "
        "cores, and answers with row numbers; ours goes row by row, tells `/` from blank from text in one column, "
        "skips what cannot be decided, compares the 15 digits a spreadsheet compares, and answers with messages. From "
        "the file, pandera is given the cells by calamine and takes what is computed as the file has it, and checks "
        "this one table; ours computes anew and checks the whole workbook."
    )
    return Section("One table, the same rules", lines, (note,))
