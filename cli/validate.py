"""``qingbiao validate``: files examined side by side, and told as text, as JSON Lines or as one HTML page."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import click

from cli.files import files_of
from cli.language import NAMES, language
from cli.options import Choices, Receiving, ReportFormat
from cli.page import page
from cli.telling import Summary, lines_of, summary_lines
from cli.workers import Lost, in_workers
from generator.damage.blanks import Blanks
from generator.damage.damage import KINDS
from generator.damage.receipt import damages_of
from generator.examining import examine_file
from generator.healing import heal_file
from generator.library import Library
from generator.report import Report, as_document, changes, remarks, report_of, unusable
from generator.store import is_taken, make_folder, write_whole
from qingbiao.errors import CannotWrite, QingbiaoError, raise_if
from qingbiao.faults import Fault, Language, Place
from qingbiao.findings import Verdict
from qingbiao.finite import finite
from qingbiao.specfiles import SHIPPED, edition_folders

_EXIT_CODES: Final = {Verdict.PASS: 0, Verdict.EXPLAIN: 1, Verdict.FAIL: 1, Verdict.UNUSABLE: 2}
_PATIENCE: Final = 300
"""Seconds that one file of a batch may take; one with 100,000 rows takes about twenty."""

Item = tuple[Path, Path | None]
"""A file, and where the canonical workbook made of it goes."""
Examiner = Callable[[Item], Report]


def validate(
    patterns: Sequence[str],
    wanted: ReportFormat,
    jobs: int,
    out: Path | None,
    choices: Choices,
    receiving: Receiving,
) -> int:
    """Examine every file; the exit code is the gravest file's."""
    edition_folders(choices.spec or SHIPPED)  # that there are none is said once, before any file
    paths = files_of(patterns, [".xlsx"])
    targets = _targets(paths, receiving.heal, out)
    _refuse_taken(paths, [out, *targets], force=choices.force)
    worst = [0]
    prepare = partial(_examiner, choices.spec or SHIPPED, language(), damage=receiving.damage)
    items = list(zip(paths, targets, strict=True))
    reports = _noting(_reports(items, jobs, prepare), worst, to_heal=receiving.heal is not None)
    parts = _WRITERS[wanted](reports, out)
    if out is None:
        for part in parts:
            click.echo(part)
    else:
        text = "".join(f"{part}\n" for part in parts)
        write_whole(out, text.encode(errors=NAMES), force=choices.force)
    return worst[0]


def _noting(reports: Iterable[Report], worst: list[int], *, to_heal: bool) -> Iterator[Report]:
    """The reports, while the gravest exit code is kept: a file that could not be healed, where it should be, is one."""
    for report in reports:
        worst[0] = max(worst[0], _EXIT_CODES[report.verdict], 2 if to_heal and not report.healed else 0)
        yield report


# --- examining ---------------------------------------------------------------------------------------------------


def _targets(paths: Sequence[Path], folder: Path | None, out: Path | None) -> Sequence[Path | None]:
    """Where each file's canonical workbook goes; files of the same name, or of the report's, are numbered.

    Raises :class:`CannotWrite` where there can be no such folder.
    """
    if folder is None:
        return [None] * len(paths)
    make_folder(folder)
    targets: list[Path] = []
    taken = set() if out is None else {os.path.realpath(out)}
    for path in paths:
        names = (f"{path.stem}{f'-{number}' if number > 1 else ''}.xlsx" for number in itertools.count(1))
        targets.append(next(folder / name for name in names if os.path.realpath(folder / name) not in taken))
        taken.add(os.path.realpath(targets[-1]))
    return targets


def _refuse_taken(received: Iterable[Path], targets: Iterable[Path | None], *, force: bool) -> None:
    """Raise :class:`CannotWrite` for files that exist; one that was received is never written over."""
    kept = set(map(os.path.realpath, received))
    taken = [each for each in targets if each is not None and is_taken(each)]
    faults = {each: "file-received" for each in taken if os.path.realpath(each) in kept}
    if not force:
        faults = {each: faults.get(each, "file-exists") for each in taken}
    raise_if(CannotWrite, (Fault(code, {}, Place(str(each))) for each, code in faults.items()))


def _reports(items: Sequence[Item], jobs: int, prepare: Callable[[], Examiner]) -> Iterator[Report]:
    """The files' reports, in order. Of several files, one that ends its process or never ends marks only itself."""
    if len(items) == 1:
        yield prepare()(items[0])
        return
    for (path, _), outcome in zip(items, in_workers(prepare, items, jobs, _PATIENCE), strict=True):
        if isinstance(outcome, Lost):
            yield unusable(str(path), _lost(outcome), language=language())
        else:
            yield outcome


def _examiner(spec: Path, told_in: Language, *, damage: bool) -> Examiner:
    """What examines one file, heals it where there is a target, and compares it where that is asked."""
    library = Library(spec)
    blanks = Blanks(library)

    def examine(item: Item) -> Report:
        path, target = item
        report = report_of(examine_file(path, library, told_in), told_in)
        try:
            if target is not None:
                healed = heal_file(path, blanks)
                write_whole(target, healed.built.content, force=True)  # whether it may be was asked before
                told = (fault for fault in healed.faults() if fault.code not in KINDS)
                return replace(
                    report,
                    damage=changes(healed.damages, told_in),
                    notices=(*report.notices, *remarks(told, told_in)),
                    healed=str(target),
                )
            if damage:
                return replace(report, damage=changes(damages_of(path, blanks), told_in))
        except QingbiaoError as problem:  # what was found stays, whatever else cannot be done
            if not report.faults:
                return replace(report, notices=(*report.notices, *remarks(problem.faults, told_in)))
        return report

    return examine


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
        yield json.dumps(finite(as_document(report)), ensure_ascii=False, allow_nan=False)


def _as_html(reports: Iterable[Report], out: Path | None) -> Iterator[str]:
    yield page(list(reports), out.parent if out else Path())


_WRITERS: Final = {ReportFormat.TEXT: _as_text, ReportFormat.JSON: _as_json, ReportFormat.HTML: _as_html}
