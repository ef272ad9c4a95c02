"""Whole processes: everything generated, one workbook against LinkML, and the cold start."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import linkml
from bench.measure import Run, Spread, Turns, in_turns, process, seconds
from bench.report import Line, Section
from bench.subject import GENERATE_ONE, QINGBIAO, form

HELP_AIM_MS = 150


def measure(turns: int, folder: Path) -> Section:
    """The section of the report."""
    out = str(folder / "generated")
    bare, openpyxl = "python -c pass", "python -c 'import openpyxl'"
    commands: dict[str, tuple[str, ...]] = {
        "help": (*QINGBIAO, "--help"),
        "all": (*QINGBIAO, "generate", "--force", "--out", out),
        "one": (*GENERATE_ONE, "--out", out),
        bare: (sys.executable, "-c", "pass"),
        openpyxl: (sys.executable, "-c", "import openpyxl"),
    }
    program = linkml.install()
    lines, notes = [], []
    peer = ""
    if program is not None:
        peer = f"LinkML {linkml.version(program)} `gen-excel`"
        schema = folder / "schema.yaml"
        schema.write_text(linkml.schema(form()[1]), encoding="utf-8")
        commands[peer] = (str(program), str(schema), "--output", str(folder / "linkml.xlsx"))
    found = in_turns({name: process(*command) for name, command in commands.items()}, turns)
    lines.append(_line(found, "`qingbiao --help`", "help", bare, aim=HELP_AIM_MS))
    lines.append(_line(found, "`qingbiao generate` (every form and kind)", "all", openpyxl))
    one = "`qingbiao generate` (one workbook)"
    lines.append(_line(found, one, "one", openpyxl))
    if peer:
        lines.append(_line(found, one, "one", peer))
        fields = len(form()[1].fields)
        notes.append(
            f"LinkML is given a schema with the same {fields} fields and choices. It writes much less: a header "
            "row for each class and drop-downs, with no styles, no formulas, no locks and no prompts."
        )
    else:
        notes.append("LinkML could not be installed here, so it is not in the table.")
    return Section("Whole processes", tuple(lines), tuple(notes))


def _line(found: Turns[Run], what: str, task: str, peer: str, aim: float | None = None) -> Line:
    shown = [found.spread(name, seconds) for name in (task, peer)]
    ours, theirs = (Spread(s.middle * 1000, s.low * 1000, s.high * 1000) for s in shown)
    return Line(what, peer, found.ratio(task, peer, seconds), ours, "ms", theirs, aim, "own")
