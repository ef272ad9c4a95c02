"""A register of 10,000 rows: time and memory to make it, size, and how long LibreOffice takes to open it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bench.measure import Spread, in_turns, peak, process, same, seconds
from bench.report import Line, Section
from bench.subject import GENERATE_ONE, MANY, REGISTER
from tests.engines.office import Office, why_missing

SIZE_AIM_KB = 500
OPEN_AIM_S = 3
CLEARING_HOUSE = "federal audit clearing-house workbook, 10,000 rows, as published"
CLEARING_HOUSE_KB = 1550


def measure(turns: int, folder: Path) -> tuple[Section, ...]:
    """Once with the one register and its partner, once with every register that grows."""
    return (
        _section(f"A register of {MANY:,} rows, and the other table with the same rows", f"{REGISTER}=", turns, folder),
        _section(f"Every register that grows with {MANY:,} rows (`--rows {MANY}`)", "", turns, folder),
    )


def _section(title: str, asked: str, turns: int, folder: Path) -> Section:
    rows = f"{asked}{MANY}"
    out = folder / rows
    files = {peer: folder / f"{rows}-{peer}.xlsx" for peer in ("openpyxl", "xlsxwriter")}
    peer = (sys.executable, "-m", "bench.write_peer")
    tasks = {"ours": process(*GENERATE_ONE, "--rows", rows, "--out", str(out))}
    tasks |= {name: process(*peer, name, rows, str(path)) for name, path in files.items()}
    found = in_turns(tasks, turns)
    files["ours"] = next(out.rglob("*.xlsx"))
    lines = []
    for name in ("openpyxl", "xlsxwriter"):
        for what, value in (("whole process", seconds), ("peak memory", peak)):
            ratio, mine, theirs = (
                found.ratio("ours", name, value),
                found.spread("ours", value),
                found.spread(name, value),
            )
            lines.append(Line(what, name, ratio, mine, "s" if value is seconds else "MiB", theirs))
    lines += _sizes(files, per_register=bool(asked))
    lines += _openings(files, turns)
    notes = () if why_missing() is None else (f"LibreOffice is missing here: {why_missing()}.",)
    return Section(title, tuple(lines), notes)


def _sizes(files: dict[str, Path], *, per_register: bool) -> list[Line]:
    kb = {name: path.stat().st_size / 1000 for name, path in files.items()}
    against = {"openpyxl": kb["openpyxl"], "xlsxwriter": kb["xlsxwriter"], CLEARING_HOUSE: float(CLEARING_HOUSE_KB)}
    aims = dict.fromkeys(["openpyxl"], SIZE_AIM_KB) if per_register else {}
    return [
        Line(
            "size of the file",
            peer,
            Spread.of([kb["ours"] / size]),
            Spread.of([kb["ours"]]),
            "KB",
            Spread.of([size]),
            aims.get(peer),
            "own",
        )
        for peer, size in against.items()
    ]


def _openings(files: dict[str, Path], turns: int) -> list[Line]:
    if why_missing() is not None:
        return []

    def opening(office: Office, path: Path) -> Callable[[], float]:
        return lambda: office.open_seconds(path)

    with Office() as office:
        found = in_turns({name: opening(office, path) for name, path in files.items()}, turns)
    mine = found.spread("ours", same)
    return [
        Line(
            "opening in LibreOffice",
            name,
            found.ratio("ours", name, same),
            mine,
            "s",
            found.spread(name, same),
            OPEN_AIM_S if name == "openpyxl" else None,
            "own",
        )
        for name in ("openpyxl", "xlsxwriter")
    ]
