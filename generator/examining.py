"""A workbook file examined: read, recomputed, every check tried, every finding with the cell it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.library import Library
from generator.reader import Received, read_workbook
from qingbiao.errors import FaultySpec, QingbiaoError
from qingbiao.examination import examine
from qingbiao.faults import Fault, Language
from qingbiao.filing import compute
from qingbiao.findings import Finding, Result, Verdict, findings, verdict


@dataclass(frozen=True)
class Examined:
    """What became of one file. ``faults`` say why a file is unusable; then there is nothing else."""

    path: Path
    verdict: Verdict
    received: Received | None = None
    results: tuple[Result, ...] = ()
    faults: tuple[Fault, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """All findings, the gravest first."""
        return findings(self.results)


def examine_file(path: Path, spec: Path | Library, language: Language = "zh", content: bytes | None = None) -> Examined:
    """Examine one file; whatever is wrong with it is in the answer, and nothing is raised for it.

    Raises :class:`FaultySpec` where it is the forms that have faults. With ``content`` these very bytes are examined,
    and ``path`` is only their name.
    """
    try:
        received = read_workbook(path, spec, content)
    except FaultySpec:
        raise
    except QingbiaoError as problem:
        return Examined(path, Verdict.UNUSABLE, faults=tuple(problem.faults))
    return examine_received(path, received, language)


def examine_received(path: Path, received: Received, language: Language = "zh") -> Examined:
    """As :func:`examine_file`, of a workbook that has been read."""
    computed = compute(received.kind, received.filing, received.edition.year, received.capacities)
    results = examine(received.kind, received.filing, computed, language)
    return Examined(path, verdict(results), received, results)


def cell_of(examined: Examined, finding: Finding) -> tuple[str, str]:
    """Sheet and address of the cell a finding is about, in this very file."""
    assert examined.received is not None
    place = examined.received.places[finding.field]
    return place.sheet, place.cell(max(finding.row - 1, 0))
