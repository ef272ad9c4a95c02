"""A workbook → the package that is submitted: the same bytes for the same workbook, time and program."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from generator.examining import Examined, cell_of, examine_file
from generator.library import Library
from generator.reader import Received
from generator.report import as_document, report_of
from generator.submission.canonical import canonical_json, sha256
from generator.submission.manifest import (
    CONTENTS,
    FINDINGS,
    LONGEST_NAME,
    MANIFEST,
    VALUES,
    WORKBOOK,
    Filed,
    Manifest,
    Part,
    filing_digest,
    idempotency_key,
    number_of,
)
from generator.submission.stamping import Stamp, stamp_of
from qingbiao import __version__
from qingbiao.errors import NotInOrder, Unusable
from qingbiao.faults import Fault, Language, Place, short
from qingbiao.filing import ParameterEntry, compute
from qingbiao.findings import Result, Verdict
from qingbiao.messages import CATALOGUE
from qingbiao.values import BLANK, Value, to_cell

_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Prepared:
    """A workbook examined and found in order: everything a package has but its time."""

    workbook: bytes
    examined: Examined
    received: Received
    values: bytes
    findings: bytes
    filed: Filed
    digest: str
    stamp: Stamp | None
    """The receipt that the workbook carries."""

    @property
    def repeated(self) -> bool:
        """Whether the receipt that the workbook carries is for this very filing."""
        return self.stamp is not None and self.stamp.digest == self.digest

    @property
    def previous(self) -> str:
        """The receipt this filing follows; none if it has been submitted already."""
        return "" if self.stamp is None else self.stamp.number

    @property
    def key(self) -> str:
        """The idempotency key of its submission."""
        return idempotency_key(self.digest, self.filed.unit, self.previous)

    @property
    def number(self) -> str:
        """The number its receipt will have; or has, if the receipt in the workbook is for this very filing."""
        return self.previous if self.repeated else number_of(self.key, self.filed.year)


def prepare(path: Path, content: bytes, spec: Path | Library, language: Language = "zh") -> Prepared:
    """Examine a workbook as it is to be submitted. Raises :class:`NotInOrder` with everything that stands in the way.

    ``language`` is for those messages; what goes into the package is the same in every language.
    """
    examined = examine_file(path, spec, content=content)
    if examined.received is None:
        raise Unusable(*examined.faults)
    if examined.verdict is not Verdict.PASS:
        told = examined if language == "zh" else examine_file(path, spec, language, content)
        raise NotInOrder(*obstacles(told, language))
    received = examined.received
    if not received.filing_unit.strip():
        raise NotInOrder(Fault("submission-no-unit", {}, Place(str(path))))
    for name in (received.filing_unit, received.serial):
        if len(name) > LONGEST_NAME:
            slots = {"name": short(name), "most": LONGEST_NAME}
            raise NotInOrder(Fault("submission-long-name", slots, Place(str(path))))
    values = canonical_json(values_document(received))
    edition = received.edition
    filed = Filed(
        form=edition.form, edition=edition.id, kind=received.kind.id, year=edition.year, unit=received.filing_unit
    )
    digest = filing_digest(filed, received.serial, values)
    findings = canonical_json(findings_document(examined))
    return Prepared(content, examined, received, values, findings, filed, digest, stamp_of(content))


def obstacles(examined: Examined, language: Language) -> Iterator[Fault]:
    """What keeps a filing from being submitted: each mandatory finding, each verify finding without a good reason."""
    for result in examined.results:
        unexplained = result.needs_explanation and (result.refused or not result.explanation)
        if not unexplained and not (result.severity == "mandatory" and result.state.found):
            continue
        for finding in result.findings:
            sheet, cell = cell_of(examined, finding)
            reason = _reason(result, language)
            slots = {"message": finding.message, "fix": reason or finding.fix, "check": finding.code}
            yield Fault("submission-finding", slots, Place(str(examined.path), sheet=sheet, cell=cell))


def _reason(result: Result, language: Language) -> str:
    """Why the explanation is not accepted."""
    if not result.needs_explanation:
        return ""
    return CATALOGUE[result.refused or "explanation-missing"].render(language, {})


def package_of(prepared: Prepared, at: datetime) -> bytes:
    """The package of a workbook that is in order. ``at`` needs a time zone."""
    contents = {VALUES: prepared.values, FINDINGS: prepared.findings, WORKBOOK: prepared.workbook}
    manifest = Manifest(
        **prepared.filed.model_dump(),
        serial=prepared.received.serial,
        spec_digest=prepared.received.edition.digest,
        verdict="pass",
        time=at.isoformat(timespec="seconds"),
        number=prepared.number,
        previous=prepared.previous,
        versions={"qingbiao": __version__},
        digest=prepared.digest,
        parts={name: Part(sha256=sha256(contents[name]), size=len(contents[name])) for name in CONTENTS},
    )
    return packed({MANIFEST: canonical_json(manifest.document()), **contents})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts as they are. Nothing is compressed: a workbook is already, and what is not compressed cannot
    unpack to more than it is, and has the same bytes whatever version of a library wrote it.
    """
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            info = ZipInfo(name, _NO_DAY)
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()


# --- what the parts say ------------------------------------------------------------------------------------------


def findings_document(examined: Examined) -> dict[str, Any]:
    """The findings as ``qingbiao validate --format json`` gives them, in Chinese; not the file's name and its damage,
    which whoever receives the file finds out.
    """
    document = as_document(report_of(examined, "zh"))
    return {key: value for key, value in document.items() if key not in {"file", "faults", "damage"}}


def values_document(received: Received) -> dict[str, Any]:
    """Every value: inputs as they are in the file, computed ones computed anew; blanks are left out."""
    filing, kind = received.filing, received.kind
    computed = compute(kind, filing, received.edition.year, received.capacities)
    cells = {key: computed.cells[key] for key, each in kind.fields.items() if each.register is None}
    columns = {key: computed.columns[key] for key, each in kind.fields.items() if each.register is not None}
    return {
        "cells": _cells(cells),
        "columns": _columns(columns),
        "reported": _cells(filing.reported),
        "reported_columns": _columns(filing.reported_columns),
        "parameters": {key: _entry(entry) for key, entry in filing.parameters.items()},
        "factors": _cells({key: factor.value for key, factor in computed.factors.items()}),
        "last": _cells(filing.last),
        "explanations": dict(filing.explanations),
    }


def _cells(values: Mapping[str, Value]) -> dict[str, Any]:
    return {key: to_cell(value) for key, value in values.items() if value is not BLANK}


def _columns(columns: Mapping[str, Sequence[Value]]) -> dict[str, list[Any]]:
    """Columns down to their last value: how many rows a workbook has left over is nobody's report."""
    shortened = {key: [to_cell(value) for value in column] for key, column in columns.items()}
    for column in shortened.values():
        while column and column[-1] is None:
            column.pop()
    return {key: column for key, column in shortened.items() if column}


def _entry(entry: ParameterEntry) -> dict[str, Any]:
    source = "" if entry.own_source is BLANK else to_cell(entry.own_source)
    return {"choose": list(map(to_cell, entry.choose)), "own": to_cell(entry.own), "own_source": source}
