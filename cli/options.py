"""What options can be, apart from texts and paths."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


class Format(enum.StrEnum):
    """How ``read`` writes values."""

    JSON = "json"
    YAML = "yaml"
    CSV = "csv"


class ReportFormat(enum.StrEnum):
    """How ``validate`` tells what it found."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True)
class Receiving:
    """What ``validate`` does about the part of a workbook that nobody fills in."""

    damage: bool = True
    heal: Path | None = None
    """Where the canonical workbooks go."""


@dataclass(frozen=True)
class Choices:
    """What several commands let a person choose."""

    spec: Path | None = None
    kind: str | None = None
    year: int | None = None
    rows: tuple[str, ...] = ()
    force: bool = False
