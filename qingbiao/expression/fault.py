"""What is wrong with an expression, before anyone knows which file it stands in.

:class:`ExpressionError` is a signal between this package and the loader of the specification, not a member of the
tree in :mod:`qingbiao.errors`: the loader knows file and line, and turns every :class:`Problem` into a
:class:`qingbiao.faults.Fault`. No user ever meets an ``ExpressionError``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code of the message catalogue, its slots, and the 1-based column in the text."""

    code: str
    column: int
    slots: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    suggestion: str = ""


class ExpressionError(ValueError):
    """An expression that cannot be used, with everything that is wrong with it, in reading order."""

    def __init__(self, *problems: Problem) -> None:
        assert problems, "an error without a problem tells nobody anything"
        self.problems: Final = tuple(sorted(problems, key=lambda problem: problem.column))
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "; ".join(f"{problem.column}: {problem.code}" for problem in self.problems)
