"""What a package states about itself, and the digests that make the same filing the same submission.

A filing's *digest* covers what was reported: form, edition, kind, year, unit, serial and values. It does not cover the
file's bytes or the time: a workbook that was saved once more says the same. The *key* adds the receipt the filing
follows, so that a second click and a retry are the same submission, and a filing sent anew after a correction is not.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.submission.canonical import canonical_json, sha256

MANIFEST: Final = "manifest.json"
VALUES: Final = "values.json"
FINDINGS: Final = "findings.json"
WORKBOOK: Final = "workbook.xlsx"
CONTENTS: Final = (VALUES, FINDINGS, WORKBOOK)
"""The parts a manifest states digests of; the manifest comes first in the archive."""

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is mistaken for another letter when it is read out."""
_GROUPS: Final = 3

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Number = Annotated[str, Field(pattern="^[0-9]{4}(-[0-9A-Z]{4}){3}$", description="受理编号")]
Time = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")]
LONGEST_NAME: Final = 300
Name = Annotated[str, Field(max_length=LONGEST_NAME)]


class Stated(BaseModel):
    """Base of what is exchanged: unknown keys are refused, nothing is converted, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def document(self) -> dict[str, object]:
        """As JSON has it."""
        return self.model_dump(mode="json", by_alias=True)


class Part(Stated):
    """One file of a package."""

    sha256: Sha256
    size: int = Field(ge=0)


class Filed(Stated):
    """What was reported, and by whom."""

    form: Name
    edition: Name
    kind: Name
    year: int
    unit: Name = Field(min_length=1, description="填报单位")


class Manifest(Filed):
    """The first file of a package."""

    format: Literal["qingbiao-submission/1"] = "qingbiao-submission/1"
    serial: Name = Field(description="workbook's serial number, if it was issued with one")
    spec_digest: Name
    verdict: Literal["pass"]
    time: Time
    number: Number
    previous: Number | Literal[""] = Field(description="the receipt that the workbook carries")
    versions: dict[Name, Name]
    digest: Sha256 = Field(description="of the filing: who reports what")
    parts: dict[Name, Part]


def filing_digest(filed: Filed, serial: str, values: bytes) -> str:
    """The digest of what is reported."""
    return sha256(canonical_json([*(getattr(filed, name) for name in Filed.model_fields), serial, sha256(values)]))


def idempotency_key(digest: str, unit: str, previous: str) -> str:
    """What is the same for two deliveries that are one submission."""
    return sha256(canonical_json([digest, unit, previous]))


def number_of(key: str, year: int) -> str:
    """The number of a submission, which its sender can tell before the desk answers: ``2024-3F9Q-AB12-77XK``."""
    value, letters = int(key, 16), []
    for _ in range(4 * _GROUPS):
        value, rest = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[rest])
    groups = ["".join(letters[4 * group : 4 * group + 4]) for group in range(_GROUPS)]
    return "-".join([f"{year:04}", *groups])
