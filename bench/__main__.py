"""``python -m bench [SECTION…]``: measure everything, or some sections, and write the tables into bench/README.md."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench import clicking, crossing, many_rows, one_workbook, packages, processes, reading, validating
from bench.report import Section, Table, markdown, store
from tests.engines.office import why_missing


def main() -> None:
    """Measure, print, store; exit code 1 when an aim is missed and ``--strict`` is given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    sections = f"only these: {', '.join(SECTIONS)}"
    parser.add_argument("section", nargs="*", choices=[[], *SECTIONS], metavar="SECTION", help=sections)
    parser.add_argument("--turns", type=int, default=7, help="counted runs of each task (7); half for 10,000 rows")
    parser.add_argument("--print", action="store_true", dest="only_print", help="leave README.md alone")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when an aim is missed")
    options = parser.parse_args()
    wanted = options.section or list(SECTIONS)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sections = [section for each in wanted for section in _measured(each, options.turns, Path(name))]
    print(f"{_versions()}\n\n{markdown(sections)}")
    if not options.only_print:
        store(_versions(), sections, whole=not options.section)
    if options.strict and any(line.met is False for section in sections for line in section.lines):
        sys.exit(1)


Measured = Sequence[Section | Table]

SECTIONS: Final[Mapping[str, Callable[[int, Path], Measured]]] = {
    "one_workbook": lambda turns, _: [one_workbook.measure(turns)],
    "processes": lambda turns, folder: [processes.measure(turns, folder)],
    "many_rows": lambda turns, folder: many_rows.measure(max(3, turns // 2), folder),
    "reading": lambda turns, folder: [reading.measure(turns, folder)],
    "validating": validating.measure,
    "clicking": clicking.measure,
    "crossing": lambda _, folder: [crossing.measure(folder)],
    "packages": lambda *_: [packages.measure()],
}
"""By the name that ``python -m bench`` knows each by: its module's."""


def _measured(name: str, turns: int, folder: Path) -> Measured:
    _say(name.replace("_", " "))
    return SECTIONS[name](turns, folder)


def _say(what: str) -> None:
    print(f"measuring: {what} …", file=sys.stderr, flush=True)


def _versions() -> str:
    parts = [f"{platform.python_implementation()} {platform.python_version()}"]
    parts += [
        f"{name} {version(name)}"
        for name in ("openpyxl", "XlsxWriter", "python-calamine", "pandera", "polars", "xlwings")
    ]
    if why_missing() is None:
        told = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout
        parts.append(" ".join(told.split()[:2]))
    return f"Measured with {', '.join(parts)}. Medians of several turns, least and most in brackets."


if __name__ == "__main__":
    main()
