"""The tables of a Markdown file, each with the heading it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HEADING = re.compile(r"#{2,} (.+)")
_RULE = re.compile(r"\|(?=.*-)[-|: ]+\|")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Table:
    """A table: the nearest heading above it, its column heads, its rows of cells."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@cache
def read(document: Path) -> tuple[Table, ...]:
    """Every table of a document, in order."""
    return tuple(_tables(document.read_text(encoding="utf-8").split("\n")))


def headings(document: Path) -> Iterator[str]:
    """The headings below the title."""
    for line in document.read_text(encoding="utf-8").split("\n"):
        if match := _HEADING.fullmatch(line):
            yield _named(match[1])


def _named(heading: str) -> str:
    """A heading without what stands in brackets after a shape's name."""
    return re.sub(r"^([A-Z][A-Za-z]+)（.*）$", r"\1", heading)


def _tables(lines: list[str]) -> Iterator[Table]:
    heading = ""
    for number, line in enumerate(lines):
        if match := _HEADING.fullmatch(line):
            heading = _named(match[1])
        if number and _RULE.fullmatch(line):
            rows = []
            for row in lines[number + 1 :]:
                if not row.startswith("|"):
                    break
                rows.append(_cells(row))
            yield Table(heading, _cells(lines[number - 1]), tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _CELL.split(line.strip())[1:-1])
