"""Which row (or column) of the blank workbook a row of the received one is, when some were inserted or deleted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple


class Stretch(NamedTuple):
    """Consecutive rows of the received sheet that are consecutive rows of the blank one."""

    first: int
    last: int
    old: int


@dataclass(frozen=True)
class Shift:
    """All stretches, by ``first``; rows in none of them were inserted."""

    stretches: tuple[Stretch, ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing has moved."""
        return self == UNMOVED

    def old(self, number: int) -> int | None:
        """The blank workbook's number of a received row."""
        if self is UNMOVED:
            return number
        index = bisect_right(self.stretches, number, key=lambda each: each.first) - 1
        if index < 0 or number > self.stretches[index].last:
            return None
        return number - self.stretches[index].first + self.stretches[index].old

    def new(self, number: int) -> int | None:
        """Where a row of the blank workbook is now."""
        if self is UNMOVED:
            return number
        index = bisect_right(self._by_old, number, key=lambda each: each.old) - 1
        if index < 0:
            return None
        first, last, old = self._by_old[index]
        return number - old + first if number <= old + last - first else None

    @cached_property
    def _by_old(self) -> tuple[Stretch, ...]:
        return tuple(sorted(self.stretches, key=lambda each: each.old))

    def old_intervals(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """An interval of received rows in numbers of the blank workbook, in pieces where something came between."""
        for stretch in self.stretches:
            low, high = max(first, stretch.first), min(last, stretch.last)
            if low <= high:
                yield low - stretch.first + stretch.old, high - stretch.first + stretch.old


_END: Final = 1 << 21
"""Beyond the last row of any sheet."""

UNMOVED: Final = Shift((Stretch(1, _END, 1),))


def shift_from(pairs: Mapping[int, int], new_end: int, old_end: int) -> Shift:
    """The shift that maps each received row to its old one; what follows both ends goes on in step."""
    stretches: list[Stretch] = []
    for new, old in (*sorted(pairs.items()), (new_end + 1, old_end + 1)):
        previous = stretches[-1] if stretches else None
        if previous and new == previous.last + 1 and old == previous.old + new - previous.first:
            stretches[-1] = Stretch(previous.first, new, previous.old)
        else:
            stretches.append(Stretch(new, new, old))
    stretches[-1] = stretches[-1]._replace(last=_END)
    made = Shift(tuple(stretches))
    return UNMOVED if made == UNMOVED else made


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers as intervals of consecutive ones."""
    first = last = None
    for number in sorted(numbers):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
