"""The shipped forms as the tests see them: every kind, its examples, its workbook blank and filled."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from generator.damage.blanks import Blank, Blanks
from generator.library import Library
from generator.planning import capacities_for
from generator.workbook import Built, build_workbook, refilled
from qingbiao.filing import EMPTY, Filing, ParameterEntry, chosen_levels
from qingbiao.filing_yaml import FilingFile, filing_from, read_filing_file
from qingbiao.form import Edition, Kind
from qingbiao.load import load_editions
from qingbiao.values import BLANK, Value
from tests.generator.random_filings import random_filing

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
LIBRARY = Library()
BLANKS = Blanks(LIBRARY)
"""The shipped forms loaded once, and their blank workbooks made once, for all tests of a process."""
IS_DEEP = os.environ.get("QINGBIAO_DEEP") == "1"


@dataclass(frozen=True, eq=False)
class Shipped:
    """One workbook kind of a shipped edition."""

    edition: Edition
    kind: Kind

    @property
    def id(self) -> str:
        return f"{self.edition.id}-{self.kind.id}"

    def __repr__(self) -> str:
        return self.id  # pytest shows it; a whole kind with its code lists takes minutes to print

    def build(self, filing: Filing = EMPTY) -> Built:
        return _built(self) if filing is EMPTY else refilled(self.blank().plan, self.edition, self.kind, filing)

    def blank(self, rows: Mapping[str, int] | None = None) -> Blank:
        return BLANKS.of(self.edition, self.kind, capacities_for(self.kind, rows), "", "")

    def write(self, folder: Path, filing: Filing = EMPTY, name: str = "工作簿") -> Path:
        path = folder / f"{name}.xlsx"
        path.write_bytes(self.build(filing).content)
        return path

    def examples(self) -> Iterator[tuple[str, Filing]]:
        """The example files of this kind, read as a transcript: values that a cell would refuse are kept."""
        for path, file in _example_files().items():
            if (file.edition, file.kind) == (self.edition.id, self.kind.id):
                yield path.stem, filing_from(file, self.edition, self.kind, as_given=True)

    def random_filings(self, count: int, seed: int = 20241231) -> Iterator[tuple[str, Filing]]:
        for number in range(count):
            yield f"random {number}", random_filing(Random(f"{self.id} {seed} {number}"), self.kind)

    def filings(self, count: int) -> Iterator[tuple[str, Filing]]:
        """Blank, every example, and ``count`` random ones, each with a name for messages."""
        yield "blank", EMPTY
        yield from self.examples()
        yield from self.random_filings(count)


@cache
def _built(each: Shipped) -> Built:
    return build_workbook(each.edition, each.kind)


@cache
def _example_files() -> Mapping[Path, FilingFile]:
    return {path: read_filing_file(path) for path in sorted(EXAMPLES.glob("*.yaml"))}


@cache
def shipped() -> tuple[Shipped, ...]:
    return tuple(Shipped(edition, kind) for edition in load_editions() for kind in edition.kinds)


def of(edition: str, kind: str) -> Shipped:
    return next(each for each in shipped() if (each.edition.id, each.kind.id) == (edition, kind))


def normal(filing: Filing, kind: Kind) -> Filing:
    """A filing as it reads back: nothing kept for blanks, no blank tails, every free parameter with its choices."""
    return Filing(
        _without_blanks(filing.cells),
        _trimmed(filing.columns),
        _without_blanks(filing.reported),
        _trimmed(filing.reported_columns),
        {
            p.id: _entry(filing.parameters.get(p.id), chosen_levels(p, filing.parameters.get(p.id)))
            for p in kind.parameters
            if not p.fixed
        },
        _without_blanks(filing.last),
    )


def _entry(entry: ParameterEntry | None, chosen: tuple[Value, ...]) -> ParameterEntry:
    entry = entry or ParameterEntry()
    return ParameterEntry(chosen, entry.own, entry.own_source)


def _without_blanks(cells: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in cells.items() if value is not BLANK}


def _trimmed(columns: Mapping[str, Sequence[Value]]) -> dict[str, list[Value]]:
    trimmed = {}
    for key, values in columns.items():
        last = max((index for index, value in enumerate(values, 1) if value is not BLANK), default=0)
        if last:
            trimmed[key] = list(values[:last])
    return trimmed
