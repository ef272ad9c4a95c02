"""What is made of a frozen object, made once and found again by the object itself.

``functools.lru_cache`` asks an argument for its hash, and that of an expression is worked out anew over all its nodes
on every call: longer than running the expression. Here only identity counts; two equal objects are made twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Memo(Generic[Key, Made]):
    """A function of one frozen argument that remembers its answers, and begins anew after ``most`` of them."""

    def __init__(self, make: Callable[[Key], Made], most: int = 8192) -> None:
        self._make: Final = make
        self._most: Final = most
        self._made: dict[int, tuple[Key, Made]] = {}  # with the key, whose number is not given away while it lives

    def __call__(self, key: Key) -> Made:
        """The answer for ``key``."""
        found = self._made.get(id(key))
        if found is None:
            if len(self._made) >= self._most:
                self._made.clear()
            found = self._made[id(key)] = (key, self._make(key))
        return found[1]


def memo(make: Callable[[Key], Made]) -> Memo[Key, Made]:
    """A decorator: see :class:`Memo`."""
    return Memo(make)
