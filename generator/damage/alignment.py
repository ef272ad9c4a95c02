"""Which sheet, row and column of the received workbook is which of the blank one: found by the texts and formulas that
nobody fills in, because names and addresses may be what was damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from typing import Final

from generator.damage.formulas import Moves, skeleton
from generator.damage.sheet_part import Seen, SheetPart
from generator.damage.shift import UNMOVED, Shift, runs, shift_from
from generator.damage.snapshot import SheetShot, Snapshot
from generator.plan import Counter, Plan, Sheet, Slot

ALIKE: Final = 0.5
"""Share of what a row says that it must still say to be taken for the same row."""

MOST_PAIRS: Final = 16_000_000
"""Rows times rows between equal beginnings and ends that are searched for a match; beyond, rows stay in place."""

Signature = frozenset[object]
"""What a row or column says that nobody fills in."""

_NOTHING: Final[Signature] = frozenset()


class Role(Enum):
    """What a cell is for."""

    INPUT = "input"
    GIVEN = "given"
    """A value that the spec gives: locked, and no formula."""
    COMPUTED = "computed"
    COUNTER = "counter"
    FIXED = "fixed"
    SHOWN = "shown"
    """Unlocked so that its row can be sorted; it only shows what stands elsewhere, and is never read."""


Roles = Mapping[int, Mapping[int, Role]]


def roles_of(sheet: Sheet) -> Roles:
    """Every planned cell's role, by row and column; equal rows share theirs."""
    found: dict[int, Mapping[int, Role]] = {}
    for row in sheet.rows:
        roles = {cell.column: _role(cell.content, locked=cell.style.locked) for cell in row.cells}
        found.update(dict.fromkeys(range(row.number, row.number + row.repeat), roles))
    return found


def _role(content: object, *, locked: bool) -> Role:
    match content:
        case Counter():
            return Role.COUNTER
        case Slot(formula=None):
            return Role.GIVEN if locked else Role.INPUT
        case None:
            return Role.FIXED
        case _ if not locked:
            return Role.SHOWN
        case Slot():
            return Role.COMPUTED
        case _:
            return Role.FIXED


@dataclass(frozen=True)
class Pair:
    """A sheet of the plan with what it is in both workbooks, and how its rows and columns correspond."""

    sheet: Sheet
    roles: Roles
    old: SheetShot
    new: SheetShot
    rows: Shift
    columns: Shift
    moved_rows: tuple[tuple[int, int], ...] = ()
    moved_columns: tuple[tuple[int, int], ...] = ()
    """Received rows and columns that stood elsewhere, as intervals."""

    @cached_property
    def inserted_rows(self) -> tuple[tuple[int, int], ...]:
        """Received rows that the blank workbook does not have."""
        last = max(self.new.part.cells, default=0)
        return tuple(runs(row for row in range(1, last + 1) if self.rows.old(row) is None))

    @cached_property
    def deleted_rows(self) -> tuple[tuple[int, int], ...]:
        """Rows of the blank workbook that are gone."""
        return _gone(self.rows, self.sheet.last_row)

    @cached_property
    def inserted_columns(self) -> tuple[tuple[int, int], ...]:
        """Received columns that the blank workbook does not have."""
        last = max((column for cells in self.new.part.cells.values() for column in cells), default=0)
        return tuple(runs(column for column in range(1, last + 1) if self.columns.old(column) is None))

    @cached_property
    def deleted_columns(self) -> tuple[tuple[int, int], ...]:
        """Columns of the blank workbook that are gone."""
        return _gone(self.columns, len(self.sheet.widths))

    def here(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell of the blank workbook is in the received one."""
        new_row, new_column = self.rows.new(row), self.columns.new(column)
        return None if new_row is None or new_column is None else (new_row, new_column)


def _gone(shift: Shift, last: int) -> tuple[tuple[int, int], ...]:
    if shift is UNMOVED:
        return ()
    kept = {
        number
        for stretch in shift.stretches
        for number in range(stretch.old, min(stretch.old + stretch.last - stretch.first, last) + 1)
    }
    return tuple(runs(number for number in range(1, last + 1) if number not in kept))


@dataclass(frozen=True)
class Alignment:
    """All pairs, and what has no counterpart."""

    pairs: tuple[Pair, ...]
    missing: tuple[str, ...]
    added: tuple[SheetShot, ...]

    @cached_property
    def moves(self) -> Moves:
        """What a reference has to be read as."""
        renamed = [pair for pair in self.pairs if pair.old.name.casefold() != pair.new.name.casefold()]
        return Moves(
            {pair.new.name.casefold(): pair.old.name.casefold() for pair in renamed},
            {pair.new.name.casefold(): pair.rows for pair in self.pairs if pair.rows is not UNMOVED},
            {pair.new.name.casefold(): pair.columns for pair in self.pairs if pair.columns is not UNMOVED},
        )

    def pair(self, name: str) -> Pair | None:
        """The pair of a sheet, by its planned name."""
        return next((pair for pair in self.pairs if pair.sheet.name == name), None)


def align(plan: Plan, old: Snapshot, new: Snapshot) -> Alignment:
    """Pair the sheets, by name or else by content, and within each its rows and columns."""
    roles = {sheet.name: roles_of(sheet) for sheet in plan.sheets}
    blanks = {shot.name: shot for shot in old.sheets}
    taken: dict[str, SheetShot] = {}
    left = list(new.sheets)
    for sheet in plan.sheets:
        same = new.sheet(sheet.name)
        if same is not None and same in left:
            taken[sheet.name] = same
            left.remove(same)
    for name, found in _renamed([s.name for s in plan.sheets if s.name not in taken], left, blanks, roles):
        taken[name] = found
        left.remove(found)
    pairs = tuple(
        _pair(sheet, roles[sheet.name], blanks[sheet.name], taken[sheet.name])
        for sheet in plan.sheets
        if sheet.name in taken
    )
    return Alignment(pairs, tuple(s.name for s in plan.sheets if s.name not in taken), tuple(left))


def _renamed(
    missing: Sequence[str], left: Sequence[SheetShot], blanks: Mapping[str, SheetShot], roles: Mapping[str, Roles]
) -> Iterator[tuple[str, SheetShot]]:
    """The best matches by content, each sheet once."""
    scored = []
    if missing:
        said = {shot.name: _vocabulary(shot.part, None) for shot in left}
        for name in missing:
            known = _vocabulary(blanks[name].part, roles[name])
            scored += [(similarity(known, said[shot.name]), name, shot.name) for shot in left]
    used: set[str] = set()
    for score, name, other in sorted(scored, reverse=True):
        if score >= ALIKE and name not in used and other not in used:
            used |= {name, other}
            yield name, next(shot for shot in left if shot.name == other)


def similarity(one: Signature, other: Signature) -> float:
    """Twice what both say, over what each says."""
    if one == other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


def word(seen: Seen) -> object:
    """What a cell says to tell rows apart by: its text, number or kind of formula; ``None`` for nothing."""
    return skeleton(seen.formula) if seen.formula is not None else seen.value


def _vocabulary(part: SheetPart, roles: Roles | None) -> Signature:
    return frozenset(word_ for _, _, word_ in _words(part, roles))


def _words(part: SheetPart, roles: Roles | None) -> Iterator[tuple[int, int, object]]:
    """What is fixed, by row and column; without roles whatever is locked counts."""
    for row, cells in part.cells.items():
        known = roles.get(row, {}) if roles is not None else {}
        for column, seen in cells.items():
            if seen.value is None and seen.formula is None:
                continue
            role = known.get(column, Role.FIXED)
            is_open = seen.look is not None and not seen.look.locked
            if role in {Role.INPUT, Role.COUNTER, Role.SHOWN} or (roles is None and is_open):
                continue
            yield row, column, word(seen)


def _pair(sheet: Sheet, roles: Roles, old: SheetShot, new: SheetShot) -> Pair:
    known, said = list(_words(old.part, roles)), list(_words(new.part, None))
    # a hidden column's formulas name every other column: of one that is gone they would tell as if they were gone too
    known = [each for each in known if each[1] not in sheet.hidden]
    if known == said:  # the order is by row and column in every file
        return Pair(sheet, roles, old, new, UNMOVED, UNMOVED)
    vocabulary = {each for _, _, each in known}
    said = [each for each in said if each[2] in vocabulary]
    rows, moved_rows = _shift(
        _by(((row, each) for row, _, each in known), max(max(old.part.cells, default=0), sheet.last_row)),
        _by(((row, each) for row, _, each in said), max(new.part.cells, default=0)),
    )
    width = max((column for cells in new.part.cells.values() for column in cells), default=0)
    columns, moved_columns = _shift(
        _by(((column, (row, each)) for row, column, each in known), len(sheet.widths)),
        _by(((column, (rows.old(row), each)) for row, column, each in said), width),
    )
    return Pair(sheet, roles, old, new, rows, columns, moved_rows, moved_columns)


def _by(words: Iterator[tuple[int, object]], last: int) -> list[Signature]:
    """Signatures of rows (or columns) 1 to ``last``."""
    gathered: dict[int, set[object]] = {}
    for number, each in words:
        gathered.setdefault(number, set()).add(each)
    end = max(last, max(gathered, default=0))
    return [frozenset(gathered[number]) if number in gathered else _NOTHING for number in range(1, end + 1)]


# --- rows of one sheet -------------------------------------------------------------------------------------------


def _shift(old: list[Signature], new: list[Signature]) -> tuple[Shift, tuple[tuple[int, int], ...]]:
    """How received rows correspond to the blank's, and which of them stood elsewhere."""
    size = max(len(old), len(new))
    old, new = old + [_NOTHING] * (size - len(old)), new + [_NOTHING] * (size - len(new))
    kept = [similarity(one, other) for one, other in zip(old, new, strict=True) if one]
    stays = _staying(old, new)
    if all(stays(one, other) for one, other in zip(old, new, strict=True) if one):
        return UNMOVED, ()
    pairs = _matched(old, new, stays)
    moved = tuple(_moved(pairs, old, new))
    if sum(kept) >= _score(pairs, old, new):
        return UNMOVED, ()
    return shift_from(pairs, size, size), moved


def _score(pairs: Mapping[int, int], old: list[Signature], new: list[Signature]) -> float:
    return sum(similarity(old[there - 1], new[here - 1]) for here, there in pairs.items() if old[there - 1])


def _staying(old: list[Signature], new: list[Signature]) -> Callable[[Signature, Signature], bool]:
    """Whether a row is taken for the one that stood there: it says the same, or nearly so and what no other says."""
    was, now = frozenset(old), frozenset(new)

    def stays(one: Signature, other: Signature) -> bool:
        return one == other or (other not in was and one not in now and similarity(one, other) >= ALIKE)

    return stays


def _matched(
    old: list[Signature], new: list[Signature], stays: Callable[[Signature, Signature], bool]
) -> dict[int, int]:
    """Received row → blank row. Equal beginnings and ends first: most of a sheet, all of a register's rows."""
    size, head, tail = len(old), 0, 0
    while head < size and stays(old[head], new[head]):
        head += 1
    old_end, new_end = _last_word(old), _last_word(new)
    while min(old_end, new_end) - tail > head and stays(old[old_end - 1 - tail], new[new_end - 1 - tail]):
        tail += 1
    pairs = {number: number for number in range(1, head + 1)}
    pairs.update({new_end - back: old_end - back for back in range(tail)})
    if (old_end - tail - head) * (new_end - tail - head) > MOST_PAIRS:
        return {number: number for number in range(1, size + 1)}
    middle = SequenceMatcher(None, old[head : old_end - tail], new[head : new_end - tail])
    unlike: dict[int, int] = {}
    for kind, i1, i2, j1, j2 in middle.get_opcodes():
        in_step = {head + j1 + step + 1: head + i1 + step + 1 for step in range(i2 - i1)}
        if kind == "equal":
            pairs.update(in_step)
        elif kind == "replace" and i2 - i1 == j2 - j1:
            unlike.update(in_step)
        elif kind == "replace":
            pairs.update(_likeliest(old, new, range(head + i1, head + i2), range(head + j1, head + j2)))
    pairs.update(_not_swapped(unlike, old, new))
    following = {new_end + step: old_end + step for step in range(1, size - max(old_end, new_end) + 1)}
    return pairs | following


def _last_word(signatures: list[Signature]) -> int:
    return max((number for number, each in enumerate(signatures, 1) if each), default=0)


def _not_swapped(unlike: dict[int, int], old: list[Signature], new: list[Signature]) -> Iterator[tuple[int, int]]:
    """Rows that stand where unlike ones stood, but for those that are found again in another such place."""
    gone, come = {old[there - 1] for there in unlike.values()}, {new[here - 1] for here in unlike}
    for here, there in unlike.items():
        if not (old[there - 1] and old[there - 1] in come) and not (new[here - 1] and new[here - 1] in gone):
            yield here, there


def _likeliest(
    old: list[Signature], new: list[Signature], old_rows: range, new_rows: range
) -> Iterator[tuple[int, int]]:
    """In a stretch that differs in length, in order, each row with the next that is like it."""
    following = iter(old_rows)
    for here in new_rows:
        rest = list(following)
        found = next((there for there in rest if old[there] and similarity(old[there], new[here]) >= ALIKE), None)
        if found is None:
            following = iter(rest)
            continue
        following = iter([there for there in rest if there > found])
        yield here + 1, found + 1


def _moved(pairs: dict[int, int], old: list[Signature], new: list[Signature]) -> Iterator[tuple[int, int]]:
    """Rows that are gone in one place and the same in another; adds them to ``pairs``."""
    gone = set(range(1, len(old) + 1)) - set(pairs.values())
    by_signature: dict[Signature, list[int]] = {}
    for there in sorted(gone):
        by_signature.setdefault(old[there - 1], []).append(there)
    found: dict[int, int] = {}
    for here in sorted(set(range(1, len(new) + 1)) - set(pairs)):
        said, following = new[here - 1], found.get(here - 1, -1) + 1
        if following in gone and old[following - 1] == said:
            found[here] = following
        elif said:
            found.update(zip([here], by_signature.get(said, ()), strict=False))
        if here in found:
            gone.discard(found[here])
            by_signature[said].remove(found[here])
    pairs.update(found)
    is_permuted = set(pairs) == set(pairs.values())
    if is_permuted and any(here == there for here, there in found.items()):  # it is the others that have moved
        found = {here: there for here, there in pairs.items() if here != there}
    yield from _together(found)


def _together(pairs: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Intervals that have moved as one."""
    for first, last in runs(pairs):
        start = first
        for here in range(first + 1, last + 1):
            if pairs[here] != pairs[here - 1] + 1:
                yield start, here - 1
                start = here
        yield start, last
