"""Lines of the table, and the table in its place in README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench.measure import Spread

README: Final = Path(__file__).with_name("README.md")
_BEGIN: Final = "<!-- results: written by python -m bench -->"
_END: Final = "<!-- end of results -->"

Unit = Literal["ms", "s", "KB", "MiB"]


@dataclass(frozen=True)
class Line:
    """One comparison. ``ratio`` is ours over the peer's: below 1 we are faster or smaller."""

    what: str
    peer: str
    ratio: Spread | None
    ours: Spread
    unit: Unit
    theirs: Spread | None = None
    aim: float | None = None
    aim_is: Literal["ratio", "own"] = "ratio"

    @property
    def met(self) -> bool | None:
        """Whether the aim is met, where there is one."""
        measured = self.ratio if self.aim_is == "ratio" else self.ours
        return None if self.aim is None or measured is None else measured.middle <= self.aim

    def cells(self) -> tuple[str, ...]:
        """The table's cells."""
        ratio = _times(self.ratio) if self.ratio else ""
        theirs = _shown(self.theirs, self.unit) if self.theirs else ""
        return self.what, self.peer, ratio, _shown(self.ours, self.unit), theirs, self._aim()

    def _aim(self) -> str:
        if self.aim is None:
            return ""
        limit = f"≤ {self.aim:g}×" if self.aim_is == "ratio" else f"≤ {self.aim:g} {self.unit}"
        return f"{limit}: {'met' if self.met else '**missed**'}"


def _times(ratio: Spread) -> str:
    middle, low, high = (f"{value:.{2 if value >= 0.1 else 3}f}" for value in (ratio.middle, ratio.low, ratio.high))
    return f"**{middle}**" if low == high else f"**{middle}** ({low}–{high})"


def _shown(spread: Spread, unit: Unit) -> str:
    digits = 2 if unit == "s" else 0
    middle, low, high = (f"{value:.{digits}f}" for value in (spread.middle, spread.low, spread.high))
    return f"{middle} {unit}" if low == high else f"{middle} ({low}–{high}) {unit}"


@dataclass(frozen=True)
class Section:
    """Lines under a heading, with what must be known to read them."""

    title: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def markdown(sections: Iterable[Section]) -> str:
    """The tables."""
    head = "| | against | ours ÷ theirs | ours | theirs | aim |\n|---|---|---|---|---|---|"
    parts = []
    for section in sections:
        rows = ["| " + " | ".join(line.cells()) + " |" for line in section.lines]
        parts.append("\n".join([f"### {section.title}\n", head, *rows]))
        parts.extend(section.notes)
    return "\n\n".join(parts)


def store(text: str) -> None:
    """Put the text between README.md's markers."""
    old = README.read_text(encoding="utf-8")
    inside = re.compile(f"(?<={re.escape(_BEGIN)}\n).*?(?={re.escape(_END)})", re.DOTALL)
    if not inside.search(old):
        raise SystemExit(f"{README.name} has lost its markers")
    README.write_text(inside.sub(lambda _: f"\n{text}\n\n", old), encoding="utf-8")
