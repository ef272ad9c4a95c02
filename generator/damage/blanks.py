"""The blank workbooks that received ones are compared with, each made once in a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from generator.damage.snapshot import Snapshot, snapshot
from generator.library import Library
from generator.plan import Plan
from generator.workbook import build_workbook
from qingbiao.form import Edition, Kind

_MOST: Final = 8
"""Kept at a time; those of 100,000 rows are large."""


@dataclass(frozen=True)
class Blank:
    """A blank workbook: its plan, and what is in its file."""

    plan: Plan
    file: Snapshot


class Blanks:
    """Makes them from a library's editions."""

    def __init__(self, spec: Path | Library) -> None:
        self.library: Final = spec if isinstance(spec, Library) else Library(spec)

    def of(self, edition: Edition, kind: Kind, rows: Mapping[str, int], unit: str, serial: str) -> Blank:
        """The blank workbook as it was issued. Raises :class:`FaultySpec` where it cannot be planned."""
        return _blank(_ById(edition, kind), tuple(sorted(rows.items())), unit, serial)


@dataclass(frozen=True)
class _ById:
    """An edition's kind, told apart by what it is and not by everything in it."""

    edition: Edition
    kind: Kind

    def __hash__(self) -> int:
        return hash((self.edition.digest, self.edition.year, self.kind.id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and (self.edition.digest, self.edition.year, self.kind.id) == (
            other.edition.digest,
            other.edition.year,
            other.kind.id,
        )


@lru_cache(_MOST)
def _blank(form: _ById, rows: tuple[tuple[str, int], ...], unit: str, serial: str) -> Blank:
    built = build_workbook(form.edition, form.kind, rows=dict(rows), unit=unit, serial=serial)
    return Blank(built.plan, snapshot(built.content))
