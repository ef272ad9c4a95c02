"""Formulas made comparable: programs write the same formula with other quotes, spaces, capitals and prefixes.

A formula becomes words and references; a reference is told from where the formula stands, so that a formula that was
filled down is the same everywhere, and so that inserted rows, which move references along, can be undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from generator.damage.shift import UNMOVED, Shift
from generator.package import column_number
from generator.plan import letters

At = tuple[int, int]
"""Row and column of the cell a formula stands in."""

_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]++|"")*+"?)
  | '(?P<quoted>(?:[^']++|'')*+)'!
  | (?P<open>'(?:[^']++|'')*+'?)
  | (?P<sheet>[^\W\d][\w.]*)!
  | (?P<abs_col>\$?)(?P<col>[A-Za-z]{1,3})(?P<abs_row>\$?)(?P<row>[1-9][0-9]{0,6})(?![\w.(!])
  | (?P<number>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d][\w.\\?]*)
  | (?P<space>\s+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIXES: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.|com\.sun\.star\.sheet\.addin\.\w+\.)+")
_START: Final = re.compile(r"^\s*(?:of:|oooc:|msoxl:)?=?\s*", re.IGNORECASE)


class Reference(NamedTuple):
    """A cell that a formula names."""

    sheet: str
    absolute_column: bool
    column: int
    absolute_row: bool
    row: int


class Sheet(NamedTuple):
    """A sheet named before something that is no reference to a cell, such as a whole column."""

    name: str


Token = str | Reference | Sheet


@dataclass(frozen=True)
class Moves:
    """What is called and stands otherwise in the received workbook: its sheets' old names, its rows and columns."""

    sheets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Casefolded new name → casefolded old name, where a sheet was renamed."""
    rows: Mapping[str, Shift] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, Shift] = field(default_factory=lambda: MappingProxyType({}))
    """By the sheet's casefolded new name, where something moved."""

    @property
    def is_none(self) -> bool:
        """Whether every name and number means what it meant."""
        return not (self.sheets or self.rows or self.columns)


STILL: Final = Moves()


@lru_cache(maxsize=20_000)
def tokens(formula: str) -> tuple[Token, ...]:
    """The formula in one way of writing."""
    found: list[Token] = []
    sheet = ""
    for match in _TOKEN.finditer(_START.sub("", formula)):
        kind = match.lastgroup
        if kind in {"quoted", "sheet"}:
            sheet = _sheet(match)
            continue
        if kind == "row":
            found.append(_reference(match, sheet))
        else:
            if sheet:
                found.append(Sheet(sheet))
            _append(found, kind, match.group())
        sheet = ""
    if sheet:
        found.append(Sheet(sheet))
    return tuple(_without_empty_brackets(_without_single_ranges(found)))


def _sheet(match: re.Match[str]) -> str:
    return (match["sheet"] or match["quoted"].replace("''", "'")).casefold()


def _reference(match: re.Match[str], sheet: str) -> Reference:
    column, row = column_number(match["col"]), int(match["row"])
    return Reference(sheet, bool(match["abs_col"]), column, bool(match["abs_row"]), row)


def _append(found: list[Token], kind: str | None, text: str) -> None:
    if kind == "space":
        return
    if kind == "number":
        text = f"{float(text):.15g}"
    elif kind == "word":
        text = _PREFIXES.sub("", text.casefold())
    found.append(text)


def _without_single_ranges(found: list[Token]) -> list[Token]:
    """``$A$1:$A$1`` is ``$A$1``."""
    kept: list[Token] = []
    for token in found:
        start = kept[-2] if len(kept) > 1 and kept[-1] == ":" else None
        if isinstance(token, Reference) and isinstance(start, Reference) and token[1:] == start[1:]:
            kept.pop()
        else:
            kept.append(token)
    return kept


def _without_empty_brackets(found: list[Token]) -> Iterator[Token]:
    """``TRUE()`` is ``TRUE``."""
    skip = 0
    for index, token in enumerate(found):
        if skip:
            skip -= 1
            continue
        yield token
        if token in {"true", "false"} and found[index + 1 : index + 3] == ["(", ")"]:
            skip = 2


@lru_cache(maxsize=100_000)
def _still(formula: str, home: At) -> str:
    return "".join(_told(token, home) for token in tokens(formula))


def relative(formula: str, home: At, at: At, here: str = "", moves: Moves = STILL) -> str:
    """A formula as it is told from its own cell: ``R[-1]C3``.

    ``home`` is where its text is written (a shared formula's first cell), ``at`` the cell that has it, on the sheet
    ``here`` (casefolded); with ``moves``, in rows, columns and names of the blank workbook.
    """
    if moves.is_none:
        return _still(formula, home)
    old_at = (_old(moves.rows, here, at[0]) or 0, _old(moves.columns, here, at[1]) or 0)
    told: list[str] = []
    previous = ""
    for token in tokens(formula):
        if isinstance(token, Reference):
            sheet = token.sheet or (previous if told and told[-1] == ":" else "") or here
            previous = sheet
            told.append(_told(_moved(placed(token, home, at), sheet, moves), old_at))
        elif isinstance(token, Sheet):
            told.append(_told(Sheet(moves.sheets.get(token.name, token.name)), old_at))
        else:
            told.append(token)
    return "".join(told)


def placed(reference: Reference, home: At, at: At) -> Reference:
    """A shared formula's reference as it is in the cell ``at``."""
    return reference._replace(
        row=reference.row if reference.absolute_row else reference.row + at[0] - home[0],
        column=reference.column if reference.absolute_column else reference.column + at[1] - home[1],
    )


def _moved(reference: Reference, sheet: str, moves: Moves) -> Reference:
    return reference._replace(
        sheet=moves.sheets.get(reference.sheet, reference.sheet),
        row=_old(moves.rows, sheet, reference.row) or 0,
        column=_old(moves.columns, sheet, reference.column) or 0,
    )


def _old(shifts: Mapping[str, Shift], sheet: str, number: int) -> int | None:
    return shifts.get(sheet, UNMOVED).old(number)


def _told(token: Token, at: At) -> str:
    if isinstance(token, str):
        return token
    if isinstance(token, Sheet):
        return f"{token.name}!"
    sheet = f"{token.sheet}!" if token.sheet else ""
    row = f"R{token.row}" if token.absolute_row else f"R[{token.row - at[0]}]"
    column = f"C{token.column}" if token.absolute_column else f"C[{token.column - at[1]}]"
    return sheet + row + column


@lru_cache(maxsize=20_000)
def skeleton(formula: str) -> str:
    """A formula without where its references lead: the same in every row, and after rows were inserted."""
    return "=" + "".join("R" if isinstance(each, Reference) else "" if isinstance(each, Sheet) else each
                         for each in tokens(formula))  # fmt: skip


def shown(formula: str, home: At, at: At) -> str:
    """A formula as a person sees it in the cell ``at``."""
    if home == at:
        return "=" + formula.removeprefix("=")

    def moved(match: re.Match[str]) -> str:
        if match.lastgroup != "row":
            return match.group()
        to = placed(_reference(match, ""), home, at)
        return f"{match['abs_col']}{letters(max(to.column, 1))}{match['abs_row']}{to.row}"

    return "=" + _TOKEN.sub(moved, formula.removeprefix("="))
