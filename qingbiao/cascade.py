"""Choices that depend on the choice before: province → city → county, series → year → area.

Equal prefixes are contiguous, so that a spreadsheet finds the choices below a choice as one range (OFFSET, MATCH,
COUNTIF) without INDIRECT and without dynamic arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class CascadeRow:
    """One way through the levels: a label for each, and what it leads to."""

    labels: tuple[str, ...]
    payload: tuple[float | str, ...] = ()


@dataclass(frozen=True)
class Cascade:
    """Rows of labels, one for each level; rows that begin alike stand together (:meth:`grouped` sees to it)."""

    levels: tuple[str, ...]
    payload_columns: tuple[str, ...]
    rows: tuple[CascadeRow, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            assert len(row.labels) == len(self.levels), f"not one label for each level: {row}"
            assert len(row.payload) == len(self.payload_columns), f"not one value for each payload column: {row}"

    @classmethod
    def grouped(cls, levels: tuple[str, ...], payload_columns: tuple[str, ...], rows: Iterable[CascadeRow]) -> Cascade:
        """A cascade of ``rows`` in their order of first appearance, those that begin alike brought together."""
        rows = tuple(rows)
        return cls(levels, payload_columns, tuple(sorted(rows, key=_first_appearance(rows))))

    def choices(self, prefix: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The labels of the next level below ``prefix``; none below a whole row or an unknown prefix."""
        return self._choices.get(prefix, ())

    def find(self, labels: tuple[str, ...]) -> CascadeRow | None:
        """The row with exactly these labels."""
        return self._by_labels.get(labels)

    @cached_property
    def _choices(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        below: dict[tuple[str, ...], dict[str, None]] = {}
        for row in self.rows:
            for depth, label in enumerate(row.labels):
                below.setdefault(row.labels[:depth], {})[label] = None
        return {prefix: tuple(labels) for prefix, labels in below.items()}

    @cached_property
    def _by_labels(self) -> Mapping[tuple[str, ...], CascadeRow]:
        found = {row.labels: row for row in self.rows}
        assert len(found) == len(self.rows), "two rows with the same labels"
        return found


def _first_appearance(rows: Iterable[CascadeRow]) -> Callable[[CascadeRow], tuple[int, ...]]:
    """A sort key: when each of a row's prefixes was first seen."""
    order: dict[tuple[str, ...], int] = {}
    for row in rows:
        for prefix in _prefixes(row):
            order.setdefault(prefix, len(order))
    return lambda row: tuple(order[prefix] for prefix in _prefixes(row))


def _prefixes(row: CascadeRow) -> Iterator[tuple[str, ...]]:
    return (row.labels[:depth] for depth in range(1, len(row.labels) + 1))
