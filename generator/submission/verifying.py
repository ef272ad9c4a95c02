"""What a package says, compared with what its workbook says when it is read and examined again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from generator.library import Library
from generator.submission.building import Prepared, prepare
from generator.submission.manifest import FINDINGS, VALUES, WORKBOOK, Filed
from generator.submission.opening import Opened
from qingbiao.errors import BadPackage, raise_if
from qingbiao.faults import Fault, Language, short

_SAID: Final = ("code", "severity", "field", "row", "value", "explanation", "state")
"""What two findings have to agree in; how a finding is worded may differ from version to version."""


def verify(opened: Opened, spec: Path | Library, language: Language = "zh") -> Prepared:
    """Examine the workbook of a package anew and compare. What is returned was made of the workbook alone.

    Raises :class:`BadPackage` where the package says otherwise, and what :func:`prepare` raises.
    """
    prepared = prepare(Path(WORKBOOK), opened.parts[WORKBOOK], spec, language)
    raise_if(BadPackage, _differences(opened, prepared))
    return prepared


def _differences(opened: Opened, prepared: Prepared) -> Iterator[Fault]:
    manifest = opened.manifest
    for name in Filed.model_fields:
        stated, found = getattr(manifest, name), getattr(prepared.filed, name)
        if stated != found:
            yield _differs(name, stated, found)
    others = {"serial": prepared.received.serial, "previous": prepared.previous, "number": prepared.number}
    for name, found in others.items():
        if getattr(manifest, name) != found:
            yield _differs(name, getattr(manifest, name), found)
    same_spec = manifest.spec_digest == prepared.received.edition.digest
    if not same_spec and (opened.parts[VALUES], _said(opened.parts[FINDINGS])) != (
        prepared.values,
        _said(prepared.findings),
    ):
        yield Fault("submission-other-spec", {"edition": manifest.edition})
    elif opened.parts[VALUES] != prepared.values:
        yield Fault("submission-values", {"place": _first_difference(opened.parts[VALUES], prepared.values)})
    elif _said(opened.parts[FINDINGS]) != _said(prepared.findings):
        yield Fault("submission-findings")


def _differs(name: str, stated: object, found: object) -> Fault:
    return Fault("submission-differs", {"name": name, "stated": short(stated), "found": short(found)})


def _said(findings: bytes) -> object:
    """What a list of findings says, whoever wrote it; nothing if it is none."""
    try:
        document = json.loads(findings)
        said = [tuple(finding[key] for key in _SAID) for finding in document["findings"]]
        return document["verdict"], document["counts"], said
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _first_difference(stated: bytes, found: bytes) -> str:
    """Where two sets of values first differ: a field's id, if that can be told."""
    try:
        ours, theirs = json.loads(found), json.loads(stated)
    except (ValueError, RecursionError):
        return VALUES
    for group, values in ours.items():
        others: Any = theirs.get(group) if isinstance(theirs, dict) else None
        if not isinstance(others, dict):
            return str(group)
        for key in sorted({*values, *others}):
            if values.get(key) != others.get(key):
                return short(key)
    return VALUES
