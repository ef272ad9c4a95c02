"""``qingbiao validate``: files examined side by side, and told as text, as JSON Lines or as one HTML page."""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import typer

from cli.language import language
from cli.options import Choices, ReportFormat
from cli.page import page
from cli.telling import Summary, lines_of, summary_lines
from cli.workers import Lost, in_workers
from generator.examining import examine_file
from generator.library import Library
from generator.report import Report, as_document, report_of, unusable
from generator.store import is_taken, write_whole
from qingbiao.errors import CannotWrite, Unusable
from qingbiao.faults import Fault, Language, Place
from qingbiao.findings import Verdict
from qingbiao.load import SHIPPED

_EXIT_CODES: Final = {Verdict.PASS: 0, Verdict.EXPLAIN: 1, Verdict.FAIL: 1, Verdict.UNUSABLE: 2}
_PATIENCE: Final = 300
"""Seconds that one file of a batch may take; one with 100,000 rows takes about twenty."""


def validate(patterns: Sequence[str], wanted: ReportFormat, jobs: int, out: Path | None, choices: Choices) -> int:
    """Examine every file; the exit code is the gravest file's."""
    if out is not None and not choices.force and is_taken(out):
        raise CannotWrite(Fault("file-exists", {}, Place(str(out))))
    paths = list(_paths(patterns))
    worst = [0]
    reports = _noting(_reports(paths, jobs, choices.spec or SHIPPED), worst)
    parts = _WRITERS[wanted](reports, out)
    if out is None:
        for part in parts:
            typer.echo(part)
    else:
        write_whole(out, "".join(f"{part}\n" for part in parts).encode(), force=choices.force)
    return worst[0]


def _noting(reports: Iterable[Report], worst: list[int]) -> Iterator[Report]:
    for report in reports:
        worst[0] = max(worst[0], _EXIT_CODES[report.verdict])
        yield report


def _paths(patterns: Sequence[str]) -> Iterator[Path]:
    """Files, the workbooks in folders, and what patterns match, each once. Raises :class:`Unusable` for no match."""
    found: dict[Path, None] = {}
    faults: list[Fault] = []
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            matches = sorted(each for each in path.rglob("*.xlsx") if not each.name.startswith("~$"))
        else:
            matches = [path] if path.exists() else [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
        if not matches:
            faults.append(Fault("no-such-file", {}, Place(pattern)))
        found.update(dict.fromkeys(matches))
    if faults:
        raise Unusable(*faults)
    yield from found


# --- examining ---------------------------------------------------------------------------------------------------


def _reports(paths: Sequence[Path], jobs: int, spec: Path) -> Iterator[Report]:
    """The files' reports, in order. Of several files, one that ends its process or never ends marks only itself."""
    prepare = partial(_examiner, spec, language())
    if len(paths) == 1:
        yield prepare()(paths[0])
        return
    for path, outcome in zip(paths, in_workers(prepare, paths, jobs, _PATIENCE), strict=True):
        if isinstance(outcome, Lost):
            yield unusable(str(path), _lost(outcome), language=language())
        else:
            yield outcome


def _examiner(spec: Path, told_in: Language) -> Callable[[Path], Report]:
    library = Library(spec)
    return lambda path: report_of(examine_file(path, library, told_in), told_in)


def _lost(outcome: Lost) -> Fault:
    if outcome.late:
        return Fault("workbook-late", {"seconds": _PATIENCE})
    return Fault("workbook-crashed", {"reason": outcome.reason})


# --- telling -----------------------------------------------------------------------------------------------------


def _as_text(reports: Iterable[Report], _: Path | None) -> Iterator[str]:
    summary = Summary()
    for report in reports:
        summary.add(report)
        yield from lines_of(report)
    if summary.total > 1:
        yield from summary_lines(summary)


def _as_json(reports: Iterable[Report], _: Path | None) -> Iterator[str]:
    for report in reports:
        yield json.dumps(as_document(report), ensure_ascii=False)


def _as_html(reports: Iterable[Report], out: Path | None) -> Iterator[str]:
    yield page(list(reports), out.parent if out else Path())


_WRITERS: Final = {ReportFormat.TEXT: _as_text, ReportFormat.JSON: _as_json, ReportFormat.HTML: _as_html}
