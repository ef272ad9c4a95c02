"""What is told of an examined file, as plain data: small enough to hand between processes, one for all formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.damage.damage import Damage
from generator.examining import Examined, cell_of
from qingbiao.faults import Fault, Language
from qingbiao.findings import SEVERITIES, Finding, Result, Verdict
from qingbiao.messages import CATALOGUE


@dataclass(frozen=True, slots=True)
class Record:
    """One finding with everything about it: what JSON has, a table's columns."""

    code: str
    severity: str
    form: str
    edition: str
    kind: str
    sheet: str
    cell: str
    field: str
    row: int
    label: str
    value: float | int | str | None
    expected: str
    message: str
    fix: str
    explanation: str
    """审核说明, as the filler wrote it beside the check."""
    refused: str
    """Why that is not accepted."""
    state: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file as a whole: why it cannot be used, or what should be known of it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was changed in a file besides its inputs, and where."""

    code: str
    gravity: str
    sheet: str
    cell: str
    old: str
    new: str
    message: str


@dataclass(frozen=True)
class Report:
    """One file. ``faults`` say why it is unusable; then there is nothing else."""

    file: str
    verdict: Verdict
    form: str = ""
    edition: str = ""
    kind: str = ""
    unit: str = ""
    findings: tuple[Record, ...] = ()
    faults: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Findings by severity."""
    checks: Mapping[str, int] = field(default_factory=dict)
    """Rules by what became of them."""
    damage: tuple[Change, ...] | None = None
    """What was changed besides the inputs, the gravest first; ``None`` where that was not asked or cannot be told."""
    healed: str = ""
    """The canonical workbook that was made of the file."""


def report_of(examined: Examined, language: Language) -> Report:
    """The report of an examined file, its texts in ``language``."""
    received, file = examined.received, str(examined.path)
    if received is None:
        return unusable(file, *examined.faults, language=language)
    found = tuple(_records(examined, language))
    by_severity = Counter(record.severity for record in found)
    states = Counter(result.state.value for result in examined.results)
    return Report(
        file=file,
        verdict=examined.verdict,
        form=received.edition.form,
        edition=received.edition.id,
        kind=received.kind.id,
        unit=received.filing_unit,
        findings=found,
        notices=remarks(received.notices, language),
        counts={severity: by_severity[severity] for severity in SEVERITIES},
        checks=dict(sorted(states.items())),
    )


def unusable(file: str, *faults: Fault, language: Language) -> Report:
    """The report of a file that cannot be used."""
    return Report(
        file,
        Verdict.UNUSABLE,
        faults=remarks(faults, language),
        counts=dict.fromkeys(SEVERITIES, 0),
    )


def changes(damages: Iterable[Damage], language: Language) -> tuple[Change, ...]:
    """Damages as a report has them, the gravest first."""
    return tuple(
        Change(each.kind, each.gravity.name.lower(), each.sheet, each.cell, each.old, each.new, _said(each, language))
        for each in sorted(damages, key=lambda damage: damage.gravity)
    )


def _said(damage: Damage, language: Language) -> str:
    fault = damage.fault()
    return CATALOGUE[fault.code].render(language, fault.slots)


def remarks(faults: Iterable[Fault], language: Language) -> tuple[Remark, ...]:
    """Faults as a report has them."""
    return tuple(_remark(fault, language) for fault in faults)


def _remark(fault: Fault, language: Language) -> Remark:
    message = CATALOGUE[fault.code].render(language, fault.slots)
    if fault.suggestion:
        message += CATALOGUE["nearest"].render(language, {"name": fault.suggestion})
    place = "!".join(part for part in (fault.place.sheet, fault.place.cell) if part)
    return Remark(fault.code, f"{place} {message}" if place else message)


def _records(examined: Examined, language: Language) -> Iterator[Record]:
    """The gravest first, otherwise in the order of the form."""
    for severity in SEVERITIES:
        for result in examined.results:
            if result.severity == severity:
                for finding in result.findings:
                    yield _record(examined, result, finding, language)


def _record(examined: Examined, result: Result, finding: Finding, language: Language) -> Record:
    assert examined.received is not None
    edition, kind = examined.received.edition, examined.received.kind
    sheet, cell = cell_of(examined, finding)
    return Record(
        code=finding.code,
        severity=finding.severity,
        form=edition.form,
        edition=edition.id,
        kind=kind.id,
        sheet=sheet,
        cell=cell,
        field=finding.field,
        row=finding.row,
        label=finding.label,
        value=finding.value,
        expected=finding.expected,
        message=finding.message,
        fix=finding.fix,
        explanation=result.explanation,
        refused=CATALOGUE[result.refused].render(language, {}) if result.refused else "",
        state=finding.state.value,
    )


def as_document(report: Report) -> dict[str, Any]:
    """A report as JSON has it."""
    return {
        "file": report.file,
        "verdict": report.verdict.value,
        "form": report.form,
        "edition": report.edition,
        "kind": report.kind,
        "unit": report.unit,
        "counts": dict(report.counts),
        "checks": dict(report.checks),
        "findings": [_plain(record) for record in report.findings],
        "faults": [_plain(remark) for remark in report.faults],
        "notices": [_plain(remark) for remark in report.notices],
        "damage": None if report.damage is None else [_plain(change) for change in report.damage],
        "healed": report.healed,
    }


def _plain(row: Record | Remark | Change) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
