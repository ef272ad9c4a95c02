"""Validations and conditional formats compared cell by cell: programs split, join and reorder areas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.damage.alignment import Pair
from generator.damage.damage import Damage
from generator.damage.formulas import STILL, Moves, relative
from generator.damage.sheet_part import Rule
from generator.damage.shift import UNMOVED
from generator.plan import Area

Intervals = list[tuple[int, int]]
"""Rows, in order, not touching."""
Coverage = dict[int, Intervals]
"""The cells a rule is for: rows by column, in coordinates of the blank workbook."""
Rules = list[tuple[tuple[Area, ...], Rule]]

Said = dict[Rule, str]
"""How each rule reads, by what it means."""

_CONSTANT: Final = re.compile(r'(?<![\w."])(true|false)(?![\w."(])')
"""LibreOffice writes 1 and 0 for them in a rule."""
_BEYOND: Final = 16
"""Columns beside the form that are still looked at; a rule for whole rows goes on for 16,384."""


def rule_damages(pair: Pair, moves: Moves) -> Iterator[Damage]:
    """Every difference in the sheet's validations and conditional formats."""
    old, new = pair.old.part, pair.new.part
    said: Said = {}
    validations = _by_rule(old.validations, pair, said), _by_rule(new.validations, pair, said, moves)
    yield from _validation_damages(pair, *validations, said)
    conditions = _by_rule(old.conditions, pair, said), _by_rule(new.conditions, pair, said, moves)
    yield from _condition_damages(pair, *conditions, said)
    if new.extensions > old.extensions:
        yield Damage("damage-validation-added", pair.new.name, "", "", f"x14 × {new.extensions - old.extensions}")


def _by_rule(rules: Rules, pair: Pair, said: Said, moves: Moves | None = None) -> dict[Rule, Coverage]:
    """The cells of each rule, the rule told from the first of its cells; with ``moves`` for the received workbook.

    ``said`` is told how each rule is written, for people.
    """
    widest = len(pair.sheet.widths) + _BEYOND
    found: dict[Rule, Coverage] = {}
    for areas, rule in rules:
        if not areas:
            continue
        at = (min(area.top for area in areas), min(area.left for area in areas))
        here = pair.new.name.casefold() if moves else ""
        formulas = (relative(text, at, at, here, moves or STILL) for text in rule.formulas)
        meant = rule._replace(formulas=tuple(_CONSTANT.sub(_as_number, text) for text in formulas))
        said.setdefault(meant, " ".join(part for part in (rule.kind, *rule.formulas, *rule.settings) if part))
        coverage = found.setdefault(meant, {})
        for area in areas:
            for column in range(area.left, min(area.right, widest) + 1):
                _cover(coverage, column, area, pair if moves else None)
    for coverage in found.values():
        for column, intervals in coverage.items():
            coverage[column] = _merged(intervals)
    return found


def _cover(coverage: Coverage, column: int, area: Area, pair: Pair | None) -> None:
    if pair is None or (pair.rows is UNMOVED and pair.columns is UNMOVED):
        coverage.setdefault(column, []).append((area.top, area.bottom))
        return
    old_column = pair.columns.old(column)
    if old_column is not None:
        coverage.setdefault(old_column, []).extend(pair.rows.old_intervals(area.top, area.bottom))


def _as_number(constant: re.Match[str]) -> str:
    return "1" if constant[1] == "true" else "0"


def _merged(intervals: Iterable[tuple[int, int]]) -> Intervals:
    merged: Intervals = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _without(intervals: Intervals, others: Intervals) -> Intervals:
    """What of the intervals is in none of the others; both in order, one pass over each."""
    left: Intervals = []
    index = 0
    for first, last in intervals:
        start = first
        while index < len(others) and others[index][1] < start:
            index += 1
        behind = index
        while behind < len(others) and others[behind][0] <= last:
            low, high = others[behind]
            if low > start:
                left.append((start, low - 1))
            start = high + 1
            behind += 1
        index = max(index, behind - 1)
        if start <= last:
            left.append((start, last))
    return left


def _minus(one: Mapping[Rule, Coverage], other: Mapping[Rule, Coverage]) -> dict[Rule, Coverage]:
    found: dict[Rule, Coverage] = {}
    for rule, coverage in one.items():
        theirs = other.get(rule, {})
        rest = {column: _without(intervals, theirs.get(column, [])) for column, intervals in coverage.items()}
        rest = {column: intervals for column, intervals in rest.items() if intervals}
        if rest:
            found[rule] = rest
    return found


def _rectangles(coverage: Coverage) -> Iterator[Area]:
    """Columns with the same rows side by side as one area."""
    done: dict[tuple[int, int, int], Area] = {}
    for column in sorted(coverage):
        for first, last in coverage[column]:
            left = done.pop((first, last, column - 1), None)
            done[first, last, column] = Area(first, left.left if left else column, last, column)
    yield from sorted(done.values())


def _common(one: Coverage, other: Coverage) -> Coverage:
    found = {}
    for column in one.keys() & other.keys():
        rest = _without(one[column], _without(one[column], other[column]))
        if rest:
            found[column] = rest
    return found


def _take(coverage: Coverage, part: Coverage) -> None:
    for column, intervals in part.items():
        coverage[column] = _without(coverage[column], intervals)


def _validation_damages(
    pair: Pair, old: dict[Rule, Coverage], new: dict[Rule, Coverage], said: Said
) -> Iterator[Damage]:
    """A cell has one validation: where one has gone and another has come, it was changed."""
    gone, come = _minus(old, new), _minus(new, old)
    for was, had in gone.items():
        for now, has in come.items():
            both = _common(had, has)
            if both:
                _take(had, both)
                _take(has, both)
                yield from _changed(pair, was, now, both, said)
    deleted = _deleted(pair)
    for rule, coverage in gone.items():
        yield from _told(pair, "damage-validation-removed", _outside(coverage, deleted), said[rule], "")
    for rule, coverage in come.items():
        yield from _told(pair, "damage-validation-added", coverage, "", said[rule])


def _changed(pair: Pair, was: Rule, now: Rule, coverage: Coverage, said: Said) -> Iterator[Damage]:
    if was._replace(texts=()) != now._replace(texts=()):
        yield from _told(pair, "damage-validation-changed", coverage, said[was], said[now])
        return
    texts = [(one, other) for one, other in zip(was.texts, now.texts, strict=True) if one != other]
    for area in _rectangles(coverage):
        yield Damage(
            "damage-prompt-changed", pair.new.name, _here(pair, area), *map("\n".join, zip(*texts, strict=True))
        )


def _condition_damages(
    pair: Pair, old: dict[Rule, Coverage], new: dict[Rule, Coverage], said: Said
) -> Iterator[Damage]:
    deleted = _deleted(pair)
    for rule, coverage in _minus(old, new).items():
        yield from _told(pair, "damage-condition-removed", _outside(coverage, deleted), said[rule], "")
    for rule, coverage in _minus(new, old).items():
        yield from _told(pair, "damage-condition-added", coverage, "", said[rule])


def _deleted(pair: Pair) -> tuple[Intervals, set[int]]:
    columns = {column for first, last in pair.deleted_columns for column in range(first, last + 1)}
    return list(pair.deleted_rows), columns


def _outside(coverage: Coverage, deleted: tuple[Intervals, set[int]]) -> Coverage:
    """Without the rows and columns that are gone themselves."""
    rows, columns = deleted
    return {c: _without(intervals, rows) for c, intervals in coverage.items() if c not in columns}


def _told(pair: Pair, kind: str, coverage: Coverage, old: str, new: str) -> Iterator[Damage]:
    for area in _rectangles({column: rows for column, rows in coverage.items() if rows}):
        yield Damage(kind, pair.new.name, _here(pair, area), old, new)


def _here(pair: Pair, area: Area) -> str:
    """An area of the blank workbook as it lies in the received one."""
    start = pair.here(area.top, area.left) or (area.top, area.left)
    end = pair.here(area.bottom, area.right) or (area.bottom, area.right)
    return Area(*start, *end).a1
