"""Lines of the table, and the table in its place in README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench.measure import Spread

README: Final = Path(__file__).with_name("README.md")
_BEGIN: Final = "<!-- results: written by python -m bench -->"
_END: Final = "<!-- end of results -->"

_HEAD: Final = ("", "against", "ours ÷ theirs", "ours", "theirs", "aim")

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
        theirs = shown(self.theirs, self.unit) if self.theirs else ""
        return self.what, self.peer, ratio, shown(self.ours, self.unit), theirs, self._aim()

    def _aim(self) -> str:
        if self.aim is None:
            return ""
        limit = f"≤ {self.aim:g}×" if self.aim_is == "ratio" else f"≤ {self.aim:g} {self.unit}"
        return f"{limit}: {'met' if self.met else '**missed**'}"


def _times(ratio: Spread) -> str:
    middle, low, high = (f"{value:.{2 if value >= 0.1 else 3}f}" for value in (ratio.middle, ratio.low, ratio.high))
    return f"**{middle}**" if low == high else f"**{middle}** ({low}–{high})"


def shown(spread: Spread, unit: Unit) -> str:
    """A measure with its unit."""
    digits = 2 if unit == "s" else 0
    middle, low, high = (f"{value:.{digits}f}" for value in (spread.middle, spread.low, spread.high))
    return f"{middle} {unit}" if low == high else f"{middle} ({low}–{high}) {unit}"


@dataclass(frozen=True)
class Section:
    """Lines under a heading, with what must be known to read them."""

    title: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table that compares nothing with a peer."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    """None: what has an aim is a :class:`Section`."""


def markdown(sections: Iterable[Section | Table]) -> str:
    """The tables, each under its heading."""
    return "\n\n".join(map(_text, sections))


def _text(section: Section | Table) -> str:
    if isinstance(section, Table):
        head, rows = section.head, section.rows
    else:
        head, rows = _HEAD, tuple(line.cells() for line in section.lines)
    parts = [f"### {section.title}"]
    if rows:
        parts.append("\n".join(map(_row, (head, ("---",) * len(head), *rows))))
    return "\n\n".join([*parts, *section.notes])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("| --- ", "|---").replace("--- |", "---|")


def store(versions: str, sections: Sequence[Section | Table], *, whole: bool) -> None:
    """Put the tables between README.md's markers: all of them, or those measured in the place of what they were."""
    old = README.read_text(encoding="utf-8")
    inside = re.compile(f"(?<={re.escape(_BEGIN)}\n).*?(?={re.escape(_END)})", re.DOTALL)
    found = inside.search(old)
    if not found:
        raise SystemExit(f"{README.name} has lost its markers")
    text = f"{versions}\n\n{markdown(sections)}" if whole else _replaced(found.group().strip(), sections)
    README.write_text(inside.sub(lambda _: f"\n{text}\n\n", old), encoding="utf-8")


def _replaced(text: str, sections: Iterable[Section | Table]) -> str:
    """The text with these sections anew, each in its place; those that were not there come last."""
    for section in sections:
        place = re.compile(rf"^### {re.escape(section.title)}\n.*?(?=^### |\Z)", re.DOTALL | re.MULTILINE)
        new, old = f"{_text(section)}\n\n", place.search(text)
        text = f"{text[: old.start()]}{new}{text[old.end() :]}" if old else f"{text.rstrip()}\n\n{new}"
    return text.strip()
