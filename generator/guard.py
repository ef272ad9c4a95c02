"""When the text of a formula may be trusted: the tests that stand in front of it.

A formula text such as ``$E7/1000*factor.grid`` is a number only while its cells hold numbers. A :class:`Guard` collects
those conditions while an expression is compiled, so that they are written once, at the top, and the formula grows
with the expression and not with its square.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

TRUE: Final = "TRUE"
_ADDRESS: Final = re.compile(r"(?:.*!)?\$?[A-Z]{1,3}\$?[0-9]+", re.DOTALL)


@dataclass(frozen=True)
class Guard:
    """Conditions that all have to hold, as formula texts."""

    numbers: tuple[str, ...] = ()
    """References that hold a number."""
    marked: tuple[str, ...] = ()
    """References that hold a number or ``/``."""
    tests: tuple[str, ...] = ()
    """Conditions that are never an error, whatever the cells hold."""
    after: tuple[str, ...] = ()
    """Conditions that may be an error unless everything before them holds."""

    def __and__(self, other: Guard) -> Guard:
        return Guard(
            _union(self.numbers, other.numbers),
            _union(self.marked, other.marked),
            _union(self.tests, other.tests),
            _union(self.after, other.after),
        )

    def text(self) -> str:
        """One condition that is never an error: TRUE or FALSE."""
        first = (*_numbers(self.numbers), *_marked(self.marked), *self.tests)
        steps = ((both(first),) if first else ()) + self.after
        if not steps:
            return TRUE
        *outer, inner = steps
        for step in reversed(outer):
            inner = f"IF({step},{inner})"  # without its third argument IF gives FALSE
        return inner


ALWAYS: Final = Guard()


def all_of(guards: Iterable[Guard]) -> Guard:
    """The guard that asks for all of ``guards``."""
    return reduce(Guard.__and__, guards, ALWAYS)


def any_of(guards: Iterable[Guard]) -> Guard:
    """The guard that asks for one of ``guards``."""
    alternatives = tuple(dict.fromkeys(guards))
    if len(alternatives) == 1 or ALWAYS in alternatives:
        return ALWAYS if ALWAYS in alternatives else alternatives[0]
    if all(guard == Guard(numbers=guard.numbers[:1]) for guard in alternatives):
        return Guard(tests=(some_number(guard.numbers[0] for guard in alternatives),))
    return Guard(tests=(either(guard.text() for guard in alternatives),))


def choice(condition: str, holds: Guard, fails: Guard) -> Guard:
    """The guard that asks for ``holds`` or ``fails``, as ``condition`` (which may be an error) decides."""
    if holds.text() == condition:  # where that decides, nothing is left to ask
        holds = ALWAYS
    if holds == fails:
        return holds
    return Guard(after=(f"IF({condition},{holds.text()},{fails.text()})",))


def implies(premise: Guard, consequence: str) -> Guard:
    """The guard that asks for ``consequence``, but only where ``premise`` holds."""
    if premise == ALWAYS:
        return Guard(after=(consequence,))
    return Guard(tests=(f"IF({premise.text()},{consequence},TRUE)",))


def both(conditions: Iterable[str]) -> str:
    """All of ``conditions`` (at least one)."""
    return _junction("AND", conditions)


def either(conditions: Iterable[str]) -> str:
    """One of ``conditions`` (at least one)."""
    return _junction("OR", conditions)


def is_slash(reference: str) -> str:
    """Whether a cell holds ``/``."""
    return f'TRIM({reference})="/"'


def is_named(cell: str) -> bool:
    """Whether a cell goes by a defined name (``factor.grid``) rather than by its address (``$E7``, ``参数!$C$5``)."""
    return _ADDRESS.fullmatch(cell) is None


def how_many(cells: Iterable[str], columns: Iterable[str] = ()) -> str:
    """How many of some cells hold a number, and how many numbers some columns hold, as a sum that counts.

    A named cell stands outside COUNT and SUM: IronCalc hands them its content, so that ``"12"`` would be taken for 12.
    """
    cells = tuple(cells)
    direct = (*(cell for cell in cells if not is_named(cell)), *columns)
    terms = [f"COUNT({','.join(direct)})"] if direct else []
    terms += [f"ISNUMBER({cell})" for cell in cells if is_named(cell)]
    return "+".join(terms) if direct or len(terms) > 1 else f"{terms[0]}+0"


def some_number(cells: Iterable[str], columns: Iterable[str] = ()) -> str:
    """Whether there is a number in any of some cells and columns."""
    return f"{how_many(cells, columns)}>0"


def _junction(function: str, conditions: Iterable[str]) -> str:
    parts = tuple(dict.fromkeys(conditions))
    return parts[0] if len(parts) == 1 else f"{function}({','.join(parts)})"


def _numbers(references: tuple[str, ...]) -> tuple[str, ...]:
    match references:
        case ():
            return ()
        case (only,):
            return (f"ISNUMBER({only})",)
        case _:
            return (f"{how_many(references)}={len(references)}",)


def _marked(references: tuple[str, ...]) -> tuple[str, ...]:
    match references:
        case ():
            return ()
        case (only,):
            return (f"OR(ISNUMBER({only}),{is_slash(only)})",)
        case _:
            slashes = "+".join(f"({is_slash(reference)})" for reference in references)
            return (f"{how_many(references)}+{slashes}={len(references)}",)


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
