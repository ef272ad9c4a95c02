"""The functions that formulas may call: in Excel 2010, WPS and LibreOffice 7.4 alike. Known only here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Use(StrEnum):
    """What a formula is for; the linter and the compatibility table go by it."""

    EXPRESSIONS = "expressions"
    """Written by :mod:`generator.formula`; also within what the others write."""
    LISTS = "lists, parameters, links"
    CHECKS = "checks"
    """Hidden columns beside registers, the sheets 审核 and 校验."""
    MARKS = "marks"
    """Conditional formats."""


@dataclass(frozen=True)
class Function:
    """One function: since which Excel, and what it is used for."""

    name: str
    since: int
    """2003 stands for that version or any before it."""
    uses: frozenset[Use]


_E, _L, _C, _M = Use

# fmt: off
_TABLE: Final = (
    ("ABS", 2003, (_E,)), ("AND", 2003, (_E, _C, _M)), ("COUNT", 2003, (_E,)), ("COUNTIF", 2003, (_L,)),
    ("DAY", 2003, (_C,)), ("EXACT", 2003, (_E, _L, _C)), ("FIND", 2003, (_E, _M)), ("HYPERLINK", 2003, (_L, _C)),
    ("IF", 2003, (_E, _L, _C)), ("IFERROR", 2007, (_E, _L, _C)), ("INDEX", 2003, (_E, _L, _C, _M)),
    ("INT", 2003, (_C,)), ("ISERROR", 2003, (_C,)), ("ISNUMBER", 2003, (_E, _L, _C, _M)),
    ("ISTEXT", 2003, (_E,)), ("LEN", 2003, (_E, _C)),
    ("MATCH", 2003, (_E, _L, _C)), ("MAX", 2003, (_E, _C)), ("MID", 2003, (_E, _C, _M)), ("MIN", 2003, (_E, _C)),
    ("MOD", 2003, (_E,)), ("MONTH", 2003, (_C,)), ("N", 2003, (_E, _C)), ("NOT", 2003, (_E,)),
    ("OFFSET", 2003, (_L,)), ("OR", 2003, (_E, _C, _M)), ("RIGHT", 2003, (_C,)), ("ROUND", 2003, (_E, _C)),
    ("ROW", 2003, (_C, _M)), ("ROWS", 2003, (_C,)), ("SUBSTITUTE", 2003, (_E, _C)), ("SUM", 2003, (_E, _C)),
    ("SUMPRODUCT", 2003, (_E, _C)), ("TRIM", 2003, (_E, _C)), ("YEAR", 2003, (_E, _C)),
)
# fmt: on

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {name: Function(name, since, frozenset(uses)) for name, since, uses in _TABLE}
)

VOLATILE: Final = frozenset({"CELL", "INDIRECT", "INFO", "NOW", "OFFSET", "RAND", "RANDBETWEEN", "TODAY"})
"""Calculated anew at every keystroke, with all that depends on them."""


def allowed(*uses: Use) -> frozenset[str]:
    """The functions allowed for any of some uses."""
    return frozenset(name for name, each in FUNCTIONS.items() if each.uses & set(uses))
