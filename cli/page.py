"""The report as one HTML page that needs nothing else: no script, no picture, no other file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from cli.language import language, say
from cli.telling import Summary, gravity_words, severity_words, verdict_words
from generator.report import Record, Report
from qingbiao.findings import SEVERITIES, Verdict

_TEMPLATE: Final = Path(__file__).with_name("report.html.j2")
_FEW: Final = 5
"""So many files are shown with all their findings open; of more, each is opened by a click."""


def page(reports: Sequence[Report], folder: Path) -> str:
    """The page, whose links to the workbooks begin at ``folder``."""
    summary = Summary()
    for report in reports:
        summary.add(report)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        language=language(),
        say=say,
        reports=reports,
        summary=summary,
        verdicts=Verdict,
        verdict_words=verdict_words,
        severity_words=severity_words,
        gravity_words=gravity_words,
        path=partial(_way, folder),
        by_severity=_by_severity,
        name=lambda report: Path(report.file).name,
        link=partial(_link, folder),
        shown=_shown,
        few=len(reports) <= _FEW,
    ).rstrip("\n")


def _by_severity(report: Report) -> Iterator[tuple[str, list[Record]]]:
    for severity in SEVERITIES:
        found = [record for record in report.findings if record.severity == severity]
        if found:
            yield severity, found


def _link(folder: Path, report: Report, record: Record | None = None) -> str:
    """Where the file is, seen from the page; and in it the cell, as Excel and LibreOffice understand it."""
    way = _way(folder, report.file)
    if record is None:
        return way
    sheet = record.sheet.replace("'", "''")
    cell = quote(f"'{sheet}'!{record.cell}", safe="'!")
    return f"{way}#{cell}"


def _way(folder: Path, file: str) -> str:
    try:
        return quote(Path(os.path.relpath(file, folder)).as_posix())
    except ValueError:  # on another drive
        return Path(file).absolute().as_uri()


def _shown(value: float | int | str | None) -> str:
    """A value as a person reads it; what is blank is said to be."""
    if value is None:
        return say("（空）", "(blank)")
    return value if isinstance(value, str) else format(value, ".15g")
