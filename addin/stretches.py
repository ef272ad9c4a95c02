"""Numbers that follow each other, so that what stands side by side is reached in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby


def stretches(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in order, in stretches without a gap."""
    for _, group in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]
