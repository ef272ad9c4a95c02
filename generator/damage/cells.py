"""The cells of one sheet compared: what is fixed must be the same, formulas must mean the same, inputs are free.

What formulas come to is never compared: every program recalculates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final

from generator import identity
from generator.damage.alignment import Pair, Role
from generator.damage.damage import Damage
from generator.damage.formulas import STILL, Moves, relative, shown
from generator.damage.sheet_part import Look, Seen
from generator.plan import Area

MOST_SPOTS: Final = 100_000
"""Differing cells of one sheet; beyond, the rest of it is not compared."""

_EMPTY: Final = Seen(None, None, (0, 0), None)
_ERROR: Final = re.compile(r"#[A-Z0-9/]+[!?]?$")
"""A formula that is one error and nothing else: so LibreOffice saves an error that was pasted as a value."""
_BY_ROLE: Final = {Role.COUNTER: "damage-counter-changed", Role.GIVEN: "damage-parameter-changed"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A difference at one cell of the received file; neighbours with the same ``key`` are told as one."""

    kind: str
    row: int
    column: int
    key: object
    old: str
    new: str


def cell_damages(pair: Pair, moves: Moves) -> Iterator[Damage]:
    """Every difference in the sheet's cells."""
    spots = list(islice(_spots(pair, moves), MOST_SPOTS + 1))
    yield from joined(pair.new.name, spots[:MOST_SPOTS])
    if len(spots) > MOST_SPOTS:
        yield Damage("damage-not-compared", pair.new.name, new=f"> {MOST_SPOTS:,}")


def told(seen: Seen, at: tuple[int, int]) -> str:
    """What a cell holds, as a person sees it when the cell is selected."""
    if seen.formula is not None:
        return shown(seen.formula, seen.home, at)
    return f"{seen.value:.15g}" if isinstance(seen.value, float) else seen.value or ""


def joined(sheet: str, spots: Iterable[Spot]) -> Iterator[Damage]:
    """Neighbours that differ in the same way as one area: first down, then to the right."""
    by_column = sorted(spots, key=lambda spot: (spot.kind, spot.column, spot.row))
    columns: list[tuple[Spot, int]] = []
    for spot in by_column:
        last = columns[-1] if columns else None
        if last and _follows(last[0], spot, last[1]):
            columns[-1] = (last[0], spot.row)
        else:
            columns.append((spot, spot.row))
    wide: list[list[int]] = []
    heads: list[Spot] = []
    open_ends: dict[tuple[object, ...], int] = {}
    for spot, bottom in columns:
        ends = (spot.kind, spot.row, bottom, spot.key, spot.column - 1)
        index = open_ends.pop(ends, None)
        if index is None:
            index = len(heads)
            heads.append(spot)
            wide.append([spot.column, bottom])
        wide[index][0] = spot.column
        open_ends[(*ends[:-1], spot.column)] = index
    for head, (right, bottom) in sorted(zip(heads, wide, strict=True), key=lambda each: (each[0].row, each[0].column)):
        yield Damage(head.kind, sheet, Area(head.row, head.column, bottom, right).a1, head.old, head.new)


def _follows(first: Spot, spot: Spot, bottom: int) -> bool:
    return (first.kind, first.column, first.key) == (spot.kind, spot.column, spot.key) and spot.row == bottom + 1


def _spots(pair: Pair, moves: Moves) -> Iterator[Spot]:
    """In received coordinates, over every cell that either workbook has."""
    old_cells, new_cells = pair.old.part.cells, pair.new.part.cells
    places = [(row, pair.rows.old(row)) for row in new_cells]
    covered = {old for _, old in places}
    absent = ((pair.rows.new(row), row) for row in old_cells if row not in covered)
    for new_row, old_row in (*places, *absent):
        if new_row is None or old_row is None:
            continue
        yield from _row_spots(RowPair(pair, moves, new_row, old_row))


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row of both workbooks."""

    pair: Pair
    moves: Moves
    new: int
    old: int


def _row_spots(row: RowPair) -> Iterator[Spot]:
    pair = row.pair
    blank, received = pair.old.part.cells.get(row.old, {}), pair.new.part.cells.get(row.new, {})
    roles = pair.roles.get(row.old, {})
    seen_columns: set[int] = set()
    for new_column, new in received.items():
        old_column = pair.columns.old(new_column)
        if old_column is None:
            continue
        seen_columns.add(old_column)
        old = blank.get(old_column, _EMPTY)
        if old is _EMPTY and new.value is None and new.formula is None:
            continue
        yield from _cell_spots(row, new_column, roles.get(old_column, Role.FIXED), old, new)
    for old_column, old in blank.items():
        place = pair.columns.new(old_column) if old_column not in seen_columns else None
        if place is not None:
            look = pair.new.part.look(row.new, place)
            yield from _cell_spots(row, place, roles.get(old_column, Role.FIXED), old, _EMPTY._replace(look=look))


def _cell_spots(row: RowPair, column: int, role: Role, old: Seen, new: Seen) -> Iterator[Spot]:
    found = difference(row, column, role, old, new)
    if found is not None:
        kind, key = found
        at, was_at = (row.new, column), (row.old, row.pair.columns.old(column) or column)
        yield Spot(kind, *at, key, told(old, was_at), told(new, at))
    if old.look is not None and new.look is not None and old.look != new.look:
        yield from _look_spots(row.new, column, role, old.look, new.look)


def _look_spots(row: int, column: int, role: Role, old: Look, new: Look) -> Iterator[Spot]:
    if old.locked != new.locked:
        kind = "damage-cell-unlocked" if old.locked else "damage-cell-locked"
        yield Spot(kind, row, column, None, "", "")
    # a program formats a General cell by what is typed there; that is no change
    is_free = role in {Role.FIXED, Role.COUNTER} or (role is Role.INPUT and old.number_format == "General")
    if old.number_format != new.number_format and not is_free:
        yield Spot("damage-number-format", row, column, (old, new), old.number_format, new.number_format)


def difference(row: RowPair, column: int, role: Role, old: Seen, new: Seen) -> tuple[str, object] | None:
    """The kind of a difference in content, and by what it is the same as its neighbour's."""
    if role is Role.SHOWN:
        return None
    if role is Role.INPUT:
        if new.formula is None or _ERROR.match(new.formula):
            return None
        return "damage-input-formula", relative(new.formula, new.home, (row.new, column))
    if old.formula is not None:
        return _formula_difference(row, column, old, new)
    if new.formula is not None:
        return "damage-formula-added", relative(new.formula, new.home, (row.new, column))
    if old.value == new.value or _as_shown(old.value) == _as_shown(new.value):
        return None
    if role is Role.COUNTER:
        return _BY_ROLE[role], None
    return _text_kind(row, role, old, new), (old.value, new.value)


def _text_kind(row: RowPair, role: Role, old: Seen, new: Seen) -> str:
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    if row.pair.sheet.name == identity.SHEET:
        return "damage-identity-changed"
    if row.pair.sheet.state != "visible":
        return "damage-list-changed"
    if old.value is None:
        return "damage-text-added"
    return "damage-text-removed" if new.value is None else "damage-text-changed"


def _formula_difference(row: RowPair, column: int, old: Seen, new: Seen) -> tuple[str, object] | None:
    assert old.formula is not None
    pair = row.pair
    meant = relative(old.formula, old.home, old.home)
    if new.formula is None:
        return ("damage-formula-removed", None) if new.value is None else ("damage-formula-overwritten", new.value)
    here = pair.new.name.casefold()
    found = relative(new.formula, new.home, (row.new, column), here, row.moves)
    if found == meant:
        return None
    if row.moves is not STILL:
        old_at = (row.old, pair.columns.old(column) or column)
        own = f"{pair.old.name.casefold()}!"
        if found.replace(own, "") == relative(old.formula, old.home, old_at).replace(own, ""):
            return None
    return "damage-formula-changed", (meant, found)


def _as_shown(value: float | str | None) -> object:
    """A value as far as programs keep it: 15 digits, no white space around."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.strip() or None if value is not None else None


def first_of_each(damages: Iterable[Damage], most: int) -> Iterator[Damage]:
    """At most so many of each kind on each sheet, and how many more there are."""
    ordered = sorted(damages, key=_rank)
    for (_, kind, sheet), group in groupby(ordered, key=_rank):
        listed = list(group)
        yield from listed[:most]
        if len(listed) > most:
            yield Damage("damage-more", sheet, "", kind, str(len(listed) - most))


def _rank(damage: Damage) -> tuple[int, str, str]:
    return damage.gravity, damage.kind, damage.sheet
