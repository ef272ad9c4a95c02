"""The functions of the expression language: one table, read by the type check, both backends and the manual."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from qingbiao.expression.symbol import Type


class Takes(enum.Enum):
    """What may stand in the place of an argument."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CONDITION = "condition"
    SCALAR = "scalar"
    """Any number, date or text; no condition."""
    SAME = "same"
    """Any number, date or text, but all arguments marked so have one type."""
    BRANCH = "branch"
    """As ``SAME``, or a condition."""
    NUMBERS = "numbers"
    """The name of a cell or of a whole column, of numbers or dates; the function looks at the numbers in it."""
    COLUMN = "column"
    """The name of a whole column, of any type."""
    DECIMALS = "decimals"
    """A whole number from 0 to 9, written out."""
    LITERAL = "literal"
    """A number or text, written out, of the column's type."""
    ALIKE = "alike"
    """Any number, date or text, of the type of the argument before."""
    KEYS = "keys"
    """The name of a whole column, of the type of the argument before."""
    RESULTS = "results"
    """The name of a whole column; its type is the type of the result."""
    LIST = "list"
    """The id of a code list, written out."""


@dataclass(frozen=True)
class Function:
    """One function. The last of ``takes`` stands for all further arguments, up to ``most`` (``None``: any number)."""

    name: str
    takes: tuple[Takes, ...]
    gives: Type | None
    """``None``: the common type of the arguments that may be of several types."""
    least: int
    most: int | None
    core: bool = True
    """``False``: written in terms of the others by :mod:`qingbiao.expression.lower`; no backend meets it."""
    searches: bool = False
    """It looks through the whole columns it is given: its cost grows with their rows."""
    desk: bool = False
    """Only Python answers it: it stands only in checks that are made where filings are received."""

    def argument(self, position: int) -> Takes:
        """What the argument at ``position`` (0-based) may be."""
        return self.takes[min(position, len(self.takes) - 1)]

    def allows(self, count: int) -> bool:
        """Whether ``count`` is a legal number of arguments."""
        return self.least <= count and (self.most is None or count <= self.most)


def _row(name: str, takes: str, gives: Type | None, most: int | None = 1, **more: bool) -> Function:
    kinds = tuple(Takes(word) for word in takes.split())
    return Function(name, kinds, gives, len(kinds), most, **more)


_TABLE: Final = (
    # over the numbers of cells and columns; with no number at all: / if there is one, else blank
    _row("sum", "numbers", Type.NUMBER, None, searches=True),
    _row("min", "numbers", None, None, searches=True),
    _row("max", "numbers", None, None, searches=True),
    # never absent
    _row("count", "numbers", Type.NUMBER, None, searches=True),
    _row("rows", "column", Type.NUMBER, searches=True),
    _row("count_if", "column literal", Type.NUMBER, 2, searches=True),
    _row("given", "scalar", Type.CONDITION),
    _row("blank", "scalar", Type.CONDITION),
    _row("na", "scalar", Type.CONDITION),
    # of one value; absent when it is
    _row("count_of", "column alike", Type.NUMBER, 2, searches=True),
    _row("lookup", "scalar keys results", None, 3, searches=True),
    _row("round", "number decimals", Type.NUMBER, 2),
    _row("abs", "number", Type.NUMBER),
    _row("year", "date", Type.NUMBER),
    _row("len", "text", Type.NUMBER),
    _row("credit_code", "text", Type.CONDITION),
    _row("phone", "text", Type.CONDITION),
    # choosing
    _row("if", "condition branch branch", None, 3),
    _row("coalesce", "same same", None, None),
    # shorthands
    _row("between", "number number number", Type.CONDITION, 3, core=False),
    _row("one_of", "same same", Type.CONDITION, None, core=False),
    _row("half_unit", "number", Type.NUMBER, core=False),
    _row("named", "text", Type.CONDITION, core=False),
    # another writing of the same name in a column: other spaces, or characters of other width; blank if there is none
    _row("alike", "column text", Type.TEXT, 2, searches=True, desk=True),
    # of one text and a classification in several editions; blank when there is nothing to say
    _row("code_fault", "text list", Type.TEXT, 2, desk=True),
    _row("code_edition", "text list", Type.TEXT, 2, desk=True),
    _row("code_suggestion", "text list", Type.TEXT, 2, desk=True),
)

FUNCTIONS: Final = {function.name: function for function in _TABLE}
CORE_FUNCTIONS: Final = frozenset(function.name for function in _TABLE if function.core and not function.desk)
DESK_FUNCTIONS: Final = frozenset(function.name for function in _TABLE if function.desk)
