"""``python -m bench``: measure everything and write the table into bench/README.md."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench import many_rows, one_workbook, processes, reading, validating
from bench.report import Section, markdown, store
from tests.engines.office import why_missing


def main() -> None:
    """Measure, print, store; exit code 1 when an aim is missed and ``--strict`` is given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--turns", type=int, default=7, help="counted runs of each task (7); half for 10,000 rows")
    parser.add_argument("--print", action="store_true", dest="only_print", help="leave README.md alone")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when an aim is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sections = _measured(options.turns, Path(name))
    text = f"{_versions()}\n\n{markdown(sections)}"
    print(text)
    if not options.only_print:
        store(text)
    if options.strict and any(line.met is False for section in sections for line in section.lines):
        sys.exit(1)


def _measured(turns: int, folder: Path) -> list[Section]:
    few = max(3, turns // 2)
    _say("one workbook, in process")
    sections = [one_workbook.measure(turns)]
    _say("whole processes, and LinkML")
    sections.append(processes.measure(turns, folder))
    _say("10,000 rows")
    sections.extend(many_rows.measure(few, folder))
    _say("reading")
    sections.append(reading.measure(turns, folder))
    _say("validating")
    sections.extend(validating.measure(turns, folder))
    return sections


def _say(what: str) -> None:
    print(f"measuring: {what} …", file=sys.stderr, flush=True)


def _versions() -> str:
    parts = [f"{platform.python_implementation()} {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("openpyxl", "XlsxWriter", "python-calamine", "pandera", "polars")]
    if why_missing() is None:
        told = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout
        parts.append(" ".join(told.split()[:2]))
    return f"Measured with {', '.join(parts)}. Medians of several turns, least and most in brackets."


if __name__ == "__main__":
    main()
