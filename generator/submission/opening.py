"""Taking a package apart: bytes from anyone, opened within bounds and only if they are what their manifest states."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pydantic import ValidationError

from generator.package import BROKEN_ARCHIVE, MOST_BYTES, MOST_OF_A_PART
from generator.submission.canonical import sha256
from generator.submission.manifest import CONTENTS, MANIFEST, VALUES, Manifest, filing_digest, idempotency_key
from qingbiao.errors import BadPackage, raise_if
from qingbiao.faults import Fault

MOST_OF_A_PACKAGE: Final = MOST_BYTES + 2 * MOST_OF_A_PART
"""A workbook of the largest size with its values and findings."""

_MOST_OF_A_MANIFEST: Final = 64 * 2**10
_ENCRYPTED: Final = 0x1
_NAME_AT: Final = 30
"""Where the name of an archive's first part stands."""
_BROKEN: Final = (*BROKEN_ARCHIVE, ValueError)


@dataclass(frozen=True)
class Opened:
    """A package whose parts are what its manifest states. Whether that is true of the workbook is another question."""

    content: bytes
    manifest: Manifest
    parts: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """The idempotency key, as its sender has made it."""
        return idempotency_key(self.manifest.digest, self.manifest.unit, self.manifest.previous)


def is_package(content: bytes) -> bool:
    """Whether an archive is meant as a package, and not as a workbook.

    One that was cut off ends with most of the workbook inside it, and must not be taken for that.
    """
    if content[_NAME_AT : _NAME_AT + len(MANIFEST)] == MANIFEST.encode():
        return True
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return MANIFEST in archive.namelist()
    except _BROKEN:
        return False


def open_submission(content: bytes) -> Opened:
    """Open a package. Raises :class:`BadPackage` with the reasons."""
    if len(content) > MOST_OF_A_PACKAGE:
        raise BadPackage(Fault("submission-too-large", {"most": MOST_OF_A_PACKAGE // 2**20}))
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            raise_if(BadPackage, _unfit(entries))
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except _BROKEN:
        raise BadPackage(Fault("submission-damaged")) from None
    manifest = _manifest(parts[MANIFEST])
    raise_if(BadPackage, _changed(manifest, parts))
    return Opened(content, manifest, parts)


def _unfit(entries: list[ZipInfo]) -> Iterator[Fault]:
    """Other parts than ours under whatever name, parts twice, compressed or encrypted, or too large."""
    names = [entry.filename for entry in entries]
    if sorted(names) != sorted((MANIFEST, *CONTENTS)):
        yield Fault("submission-parts", {"parts": "、".join((MANIFEST, *CONTENTS))})
        return
    for entry in entries:
        if entry.compress_type != ZIP_STORED or entry.flag_bits & _ENCRYPTED or entry.file_size != entry.compress_size:
            yield Fault("submission-compressed", {"part": entry.filename})
        elif entry.filename == MANIFEST and entry.file_size > _MOST_OF_A_MANIFEST:
            yield Fault("submission-manifest")


def _manifest(content: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(content)
    except ValidationError:
        raise BadPackage(Fault("submission-manifest")) from None


def _changed(manifest: Manifest, parts: Mapping[str, bytes]) -> Iterator[Fault]:
    """Every part that is not what the manifest states."""
    if sorted(manifest.parts) != sorted(CONTENTS):
        yield Fault("submission-manifest")
        return
    for name, part in manifest.parts.items():
        if (len(parts[name]), sha256(parts[name])) != (part.size, part.sha256):
            yield Fault("submission-changed", {"part": name})
    if filing_digest(manifest, manifest.serial, parts[VALUES]) != manifest.digest:
        yield Fault("submission-changed", {"part": MANIFEST})
