"""Conditional formats of a form's cells: what is to be done shows at the cell itself, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator import style
from generator.checks import names
from generator.checks.lines import LETTERS, Line, Lines
from generator.checks.row_states import RowStates
from generator.checks.tally_sheet import CODES, MISSING_MARK
from generator.plan import Highlight, Place
from generator.style import Mark
from qingbiao.findings import State
from qingbiao.schema import Severity

MARKS: Final[Mapping[Severity, Mark]] = {
    "mandatory": style.MANDATORY,
    "verify": style.VERIFY,
    "hint": style.HINT,
}
_FAIL, _MISSING = LETTERS[State.FAIL], LETTERS[State.MISSING]


@dataclass(frozen=True)
class Marker:
    """Writes the highlights of the cells that lines point at."""

    lines: Lines
    places: Mapping[str, Place]
    states: Mapping[str, RowStates]
    """By register."""
    marked: Mapping[str, int]
    """The number of each single field in the list of marks."""

    def on(self, sheet: str) -> Iterator[Highlight]:
        """The highlights of a sheet."""
        by_place: dict[str, list[Line]] = {}
        for line in self.lines.tried:
            if self.places[line.at.id].sheet == sheet:
                by_place.setdefault(line.at.id, []).append(line)
        for place, lines in by_place.items():
            yield from self._single(place, lines) if lines[0].at.register is None else self._column(place, lines)

    def _single(self, place: str, lines: Sequence[Line]) -> Iterator[Highlight]:
        mark = f"INDEX({names.MARK},{self.marked[place]})"
        area = self.places[place].area
        for severity, look in MARKS.items():
            if any(line.severity == severity for line in lines):
                yield Highlight((area,), f'{mark}="{CODES[severity]}"', look)
        if any(line.is_rule for line in lines):
            yield Highlight((area,), f'{mark}="{MISSING_MARK}"', style.MISSING)

    def _column(self, place: str, lines: Sequence[Line]) -> Iterator[Highlight]:
        """A column's cells, each by the letters of its own row."""
        area = self.places[place].area
        registers = dict.fromkeys(line.register for line in lines if line.register is not None)
        for severity, look in MARKS.items():
            for register in registers:
                for name, first, count in self.states[register].letters_at(place, severity):
                    stretch = f"MID({self._letters(name, place)},{first},{count})"
                    yield Highlight((area,), f'ISNUMBER(FIND("{_FAIL}",{stretch}))', look)
        for line in lines:
            if line.is_rule and line.register is not None:
                spot = self.states[line.register].spots[line.code]
                found = f"MID({self._letters(spot.column, place)},{spot.position},1)"
                yield Highlight((area,), f'{found}="{_MISSING}"', style.MISSING)

    def _letters(self, name: str, place: str) -> str:
        """The row's letters in a hidden column, as seen from the first cell of the column that is marked."""
        top = self.places[place].row
        return f"INDEX({name},ROW()-ROW($A${top - 1}))"
