"""A received workbook → the canonical one with only the inputs moved in, and a list of everything that was not.

Inputs are read by their names. Where a name is gone, broken or leads elsewhere, the cell that stands where the blank
workbook has it is taken instead, if every text in its row and column still says what the blank says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from generator import identity
from generator.checks.names import TALLY
from generator.damage.alignment import Pair, Role
from generator.damage.blanks import Blanks
from generator.damage.cells import RowPair, difference, told
from generator.damage.damage import Damage
from generator.damage.formulas import Moves
from generator.damage.receipt import Inspected, inspect
from generator.damage.sheet_part import Seen
from generator.package import MOST_COLUMNS, MOST_ROWS, NamedArea, bad
from generator.plan import Area, Place
from generator.reader import filing_at
from generator.workbook import Built, refilled
from qingbiao.bind import REPORTED
from qingbiao.faults import Fault
from qingbiao.faults import Place as FaultPlace
from qingbiao.filing import Filing
from qingbiao.form import Edition, Kind

_EMPTY: Final = Seen(None, None, (0, 0), None)


@dataclass(frozen=True, slots=True)
class Homeless:
    """A value that found no home in the new workbook, and where it stood."""

    sheet: str
    cell: str
    value: str

    def fault(self, file: str = "") -> Fault:
        """As every other fault is told; the whole value, which nobody may lose."""
        return Fault("healed-value-dropped", {"value": self.value}, FaultPlace(file, sheet=self.sheet, cell=self.cell))


@dataclass(frozen=True)
class Healed:
    """The canonical workbook, what was moved into it, and what was found on the way."""

    path: Path
    edition: Edition
    kind: Kind
    filing: Filing
    built: Built
    damages: tuple[Damage, ...]
    """What was changed in the received file; the new one has none of it."""
    by_position: tuple[str, ...]
    """Slot keys of inputs that were found by where they stand, because their names could not be relied on."""
    lost: tuple[str, ...]
    """Slot keys of inputs that could not be found at all; they count as not filled."""
    homeless: tuple[Homeless, ...]

    def faults(self) -> Iterator[Fault]:
        """All there is to say, what matters to the figures first."""
        file = FaultPlace(str(self.path))
        yield from (each.fault(str(self.path)) for each in self.homeless)
        yield from (Fault("healed-input-lost", {"id": key}, file) for key in self.lost)
        yield from (Fault("healed-by-position", {"id": key}, file) for key in self.by_position)
        yield from (damage.fault(str(self.path)) for damage in self.damages)


def heal_file(path: Path, spec: Path | Blanks) -> Healed:
    """Heal a file. Raises :class:`BadWorkbook` where it cannot be opened or says nowhere what it is."""
    return healed(inspect(path, spec))


def healed(inspected: Inspected) -> Healed:
    """The canonical workbook of what was received: same edition, rows, unit and serial, inputs moved in."""
    if not inspected.package.sheets:
        raise bad(inspected.package.path, "workbook-damaged")
    found = _Finder(inspected)
    places, by_position, lost = found.places()
    nowhere = Place(inspected.package.sheets[0], MOST_ROWS, MOST_COLUMNS)
    filing = filing_at(inspected.package, inspected.kind, {**dict.fromkeys(lost, nowhere), **places})
    built = refilled(inspected.plan, inspected.edition, inspected.kind, filing)
    return Healed(
        path=inspected.package.path,
        edition=inspected.edition,
        kind=inspected.kind,
        filing=filing,
        built=built,
        damages=inspected.damages,
        by_position=by_position,
        lost=lost,
        homeless=tuple(_homeless(inspected, places)),
    )


# --- where each input is -----------------------------------------------------------------------------------------


class _Finder:
    def __init__(self, inspected: Inspected) -> None:
        self.inspected = inspected
        self.pairs = {pair.sheet.name: _Checked(pair, inspected.comparison.alignment.moves)
                      for pair in inspected.comparison.alignment.pairs}  # fmt: skip

    def places(self) -> tuple[dict[str, Place], tuple[str, ...], tuple[str, ...]]:
        """Each slot's place in the received file; which were found by position; which were not found."""
        plan, package = self.inspected.plan, self.inspected.package
        wanted = {**plan.places, **{REPORTED + key: place for key, place in plan.reported.items()}}
        places: dict[str, Place] = {}
        by_position: list[str] = []
        lost: list[str] = []
        for key, planned in wanted.items():
            named = package.names.get(key)
            by_name = _place(named) if named is not None and named.sheet in package.sheets else None
            standing = self.standing(planned)
            if standing is not None and standing != by_name and self.pairs[planned.sheet].is_sure(planned):
                places[key] = standing
                by_position.append(key)
            elif by_name is not None and self._is_own(by_name, planned):
                places[key] = by_name
            else:
                lost.append(key)
        return places, tuple(by_position), tuple(lost)

    def _is_own(self, named: Place, planned: Place) -> bool:
        """Whether a name leads to no cell that the blank workbook has for something else."""
        checked = next((each for each in self.pairs.values() if each.pair.new.name == named.sheet), None)
        if checked is None:
            return True
        pair, column = checked.pair, checked.pair.columns.old(named.column)
        stretches = pair.rows.old_intervals(named.row, named.row + named.rows - 1)
        if pair.sheet.name != planned.sheet or column not in {planned.column, None}:
            return not any(stretches)
        return all(planned.row <= low and high < planned.row + planned.rows for low, high in stretches)

    def standing(self, planned: Place) -> Place | None:
        """Where the cells of the blank workbook are in the received one, if they still stand together."""
        checked = self.pairs.get(planned.sheet)
        if checked is None:
            return None
        top = checked.pair.here(planned.row, planned.column)
        bottom = checked.pair.here(planned.row + planned.rows - 1, planned.column)
        if top is None or bottom is None or (bottom[0] - top[0], bottom[1]) != (planned.rows - 1, top[1]):
            return None
        return Place(checked.pair.new.name, *top, planned.rows)


@dataclass(frozen=True)
class _Checked:
    """A pair of sheets with the rows and columns whose texts are not as they were."""

    pair: Pair
    moves: Moves

    @cached_property
    def doubtful(self) -> tuple[set[int], set[int]]:
        rows: set[int] = set()
        columns: set[int] = set()
        for row, cells in self.pair.old.part.cells.items():
            for column, seen in cells.items():
                role = self.pair.roles.get(row, {}).get(column, Role.FIXED)
                if role is not Role.FIXED or seen.value is None or not self._differs(row, column, seen):
                    continue
                if self.pair.columns.new(column) is not None:  # a column that is gone says nothing of its rows
                    rows.add(row)
                if self.pair.rows.new(row) is not None:
                    columns.add(column)
        return rows, columns

    def _differs(self, row: int, column: int, old: Seen) -> bool:
        here = self.pair.here(row, column)
        if here is None:
            return True
        new = self.pair.new.part.cells.get(here[0], {}).get(here[1], _EMPTY)
        return difference(RowPair(self.pair, self.moves, here[0], row), here[1], Role.FIXED, old, new) is not None

    def is_sure(self, planned: Place) -> bool:
        """Whether every text in the rows and the column of these cells is as it was."""
        rows, columns = self.doubtful
        return planned.column not in columns and rows.isdisjoint(range(planned.row, planned.row + planned.rows))


def _place(named: NamedArea) -> Place:
    area = named.area
    return Place(named.sheet, area.top, area.left, area.bottom - area.top + 1)


# --- what is left over -------------------------------------------------------------------------------------------


def _homeless(inspected: Inspected, places: Mapping[str, Place]) -> Iterator[Homeless]:
    """Every value that somebody wrote and that is not moved in."""
    moved_in = {
        (place.sheet, row, place.column)
        for place in places.values()
        for row in range(place.row, place.row + min(place.rows, MOST_ROWS))
    }
    alignment = inspected.comparison.alignment
    pairs = {pair.new.name: pair for pair in alignment.pairs}
    for shot in inspected.comparison.new.sheets:
        pair = pairs.get(shot.name)
        for row, cells in sorted(shot.part.cells.items()):
            for column, seen in sorted(cells.items()):
                is_empty = seen.value is None and seen.formula is None
                if is_empty or (pair is not None and _is_known(pair, alignment.moves, (row, column), seen, moved_in)):
                    continue
                yield Homeless(shot.name, Area(row, column, row, column).a1, told(seen, (row, column)))


def _is_known(pair: Pair, moves: Moves, at: tuple[int, int], seen: Seen, moved_in: set[tuple[str, int, int]]) -> bool:
    """Whether a cell's content is moved in, or is what the blank workbook has there."""
    row, column = pair.rows.old(at[0]), pair.columns.old(at[1])
    role = pair.roles.get(row, {}).get(column, Role.FIXED) if row and column else Role.FIXED
    if (pair.new.name, *at) in moved_in and role in {Role.INPUT, Role.FIXED}:
        return True
    if pair.sheet.name == TALLY:  # hidden, and all ours: of another version of the checks, or noted by a button
        return True
    if row is None or column is None or role is Role.INPUT:
        return False
    old = pair.old.part.cells.get(row, {}).get(column, _EMPTY)
    if role is Role.COUNTER and seen.formula is None:
        return True
    if pair.sheet.name == identity.SHEET and old.value is not None:  # what a workbook is, nobody's figure
        return True
    return difference(RowPair(pair, moves, at[0], row), at[1], role, old, seen) is None
