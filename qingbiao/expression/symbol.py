"""What a name in an expression can mean, and who knows the names."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Shape = Literal["cell", "column"]

ROW: Final = "row"
"""In a register's check: the number of the row, counted from 1."""


class Type(enum.Enum):
    """What kind of value an expression gives. A date is a number (its serial) that knows it is one."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CONDITION = "condition"


@dataclass(frozen=True)
class Symbol:
    """A cell (field, parameter, same-row column of a register), or a register's whole column, by its stable id."""

    id: str
    type: Type
    shape: Shape = "cell"
    fixed: bool = False
    """A column that the spec gives, such as the values of a factor table: it does not grow with a register."""

    def __post_init__(self) -> None:
        if self.type is Type.CONDITION:
            raise ValueError(f"{self.id}: a cell holds a number, a date or a text, never a condition")


class Scope(Protocol):
    """The names an expression may use at the place where it stands."""

    def resolve(self, name: str) -> Symbol | None:
        """What ``name`` means here, or ``None``."""

    def names(self) -> Iterable[str]:
        """All legal names, for suggestions."""
