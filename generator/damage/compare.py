"""The entry: a received workbook's bytes and the blank workbook, and everything that differs besides the inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator import identity
from generator.damage.alignment import Alignment, align
from generator.damage.blanks import Blank
from generator.damage.book import book_damages, property_damages
from generator.damage.cells import cell_damages, first_of_each
from generator.damage.damage import Damage
from generator.damage.names import name_damages
from generator.damage.rules import rule_damages
from generator.damage.sheets import (
    hung_damages,
    merge_damages,
    order_damages,
    presence_damages,
    printing_damages,
    protection_damages,
    structure_damages,
    visibility_damages,
)
from generator.damage.snapshot import NotComparable, Snapshot, snapshot

MOST_OF_A_KIND: Final = 200
"""Damages of one kind on one sheet that are listed; the rest is counted."""


@dataclass(frozen=True)
class Comparison:
    """Both workbooks, how they correspond, and what differs."""

    old: Snapshot
    new: Snapshot
    alignment: Alignment
    damages: tuple[Damage, ...]


def damages(content: bytes, blank: Blank, ignored: frozenset[str] = frozenset()) -> tuple[Damage, ...]:
    """Every change, the gravest first; a file that cannot be compared has that as its one damage.

    ``ignored`` are the facts of its identity that are known to differ for a reason told elsewhere.
    """
    try:
        return compared(snapshot(content), blank, ignored).damages
    except NotComparable as problem:
        return (not_compared(problem),)


def not_compared(problem: NotComparable) -> Damage:
    """That a file could not be compared, as a damage."""
    return Damage("damage-not-compared", new=str(problem))


def compared(new: Snapshot, blank: Blank, ignored: frozenset[str] = frozenset()) -> Comparison:
    """As :func:`damages`, of a file already read, with what healing needs. Raises :class:`NotComparable`."""
    alignment = align(blank.plan, blank.file, new)
    found = first_of_each(_all(blank.file, new, alignment, ignored), MOST_OF_A_KIND)
    return Comparison(blank.file, new, alignment, tuple(found))


def _all(old: Snapshot, new: Snapshot, alignment: Alignment, ignored: frozenset[str]) -> Iterator[Damage]:
    yield from presence_damages(alignment)
    yield from order_damages(alignment, new)
    for pair in alignment.pairs:
        yield from structure_damages(pair)
        yield from (each for each in cell_damages(pair, alignment.moves) if not _is_ignored(each, old, ignored))
        yield from rule_damages(pair, alignment.moves)
        yield from visibility_damages(pair)
        yield from merge_damages(pair)
        yield from protection_damages(pair)
        yield from hung_damages(pair)
        yield from printing_damages(pair, old, new, alignment.moves)
    yield from name_damages(old, new, alignment)
    yield from book_damages(old, new)
    yield from property_damages(old, new, ignored)


def _is_ignored(damage: Damage, old: Snapshot, ignored: frozenset[str]) -> bool:
    """A fact of the identity sheet that differs for a known reason."""
    if damage.kind != "damage-identity-changed" or not ignored:
        return False
    return any(
        old.names.get(("", identity.PREFIX + key), "").replace("$", "").endswith(f"!{damage.cell}") for key in ignored
    )
