"""What a cell holds, and how numbers round: the decided meanings that every backend follows.

A cell is a number, a text, ``NA`` (the ministry's ``/``, "not applicable") or ``BLANK`` (not filled yet). Numbers are
``float`` as in every spreadsheet program; a date is its serial number (days since 1899-12-30).
"""

from __future__ import annotations

import enum
import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final, TypeGuard

NA_TEXT: Final = "/"
_EPOCH: Final = date(1899, 12, 30)


class Absent(enum.Enum):
    """The ways of having no value."""

    BLANK = "blank"
    NA = "/"
    ERROR = "#N/A"
    """An error such as ``#N/A`` or ``#DIV/0!``, which comes with cells pasted from elsewhere; all are told alike."""

    def __repr__(self) -> str:
        return self.name


BLANK: Final = Absent.BLANK
NA: Final = Absent.NA
ERROR: Final = Absent.ERROR

Value = float | str | Absent


class CellError(str):
    """The text of an error in a cell, which is not a text that somebody typed."""


def from_cell(raw: object) -> Value:
    """The value of a cell as a reader or a data file gives it; ``""`` and ``None`` are ``BLANK``, ``/`` is ``NA``."""
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        number = float(raw)
        return number if math.isfinite(number) else str(number)
    if isinstance(raw, date):
        return to_serial(raw)
    if isinstance(raw, CellError):
        return ERROR
    text = str(raw)
    bare = text.strip(" ")  # as TRIM does: other white space is text, in a formula and here
    if not bare:
        return BLANK
    return NA if bare == NA_TEXT else text


def to_cell(value: Value) -> float | int | str | None:
    """What a formula cell shows for ``value`` (``None`` for blank); whole numbers as ``int``."""
    if value is BLANK:
        return None
    if isinstance(value, Absent):
        return str(value.value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    assert isinstance(value, str)
    return value


def joined(value: Value) -> str:
    """A value as a formula joins it to a text."""
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, Absent):
        return "" if value is BLANK else str(value.value)
    return value


def round_half_away(number: float, decimals: int) -> float:
    """Round half away from zero on the 15 significant digits a spreadsheet shows: ``2.675`` → ``2.68``.

    Excel, LibreOffice and IronCalc all round the number they would display, not its binary neighbour; so does this.
    """
    return rounding(decimals)(number)


@cache
def rounding(decimals: int) -> Callable[[float], float]:
    """:func:`round_half_away` to so many decimals (from 0 to 22), for who rounds a lot."""
    scale, unit = 10.0**decimals, Decimal(1).scaleb(-decimals)

    def rounded(number: float) -> float:
        shifted = abs(number) * scale + 0.5
        whole = shifted // 1
        if shifted < _PLAIN and _NEAR < shifted - whole < 1 - _NEAR:
            # the quotient of two exact numbers is the nearest number to the decimal, as reading its digits would be
            return (whole if number > 0 else -whole) / scale + 0.0
        if not math.isfinite(number):
            return number
        digits = format(number, ".15g")
        if abs(number) >= 1e15:  # no decimals left among the 15 digits that count
            return float(digits)
        return float(Decimal(digits).quantize(unit, rounding=ROUND_HALF_UP)) + 0.0

    return rounded


_PLAIN: Final = 1e10
_NEAR: Final = 1e-4
"""So far from a half, and below that size, the digits beyond the 15th cannot turn the rounding."""


FIRST_DAY: Final = 61
LAST_DAY: Final = 2958465
"""1900-03-01 and 9999-12-31: the days on which all spreadsheet programs agree."""


def is_day(value: object) -> TypeGuard[float]:
    """Whether a value is the serial number of such a day, at any hour of it."""
    return isinstance(value, float) and FIRST_DAY <= value < LAST_DAY + 1


def to_serial(day: date) -> float:
    """A date as the serial number a spreadsheet stores (1900 date system, after 1900-02-28)."""
    return float((date(day.year, day.month, day.day) - _EPOCH).days)


def from_serial(serial: float) -> date:
    """The date behind a serial number. Raises ``OverflowError`` outside the calendar."""
    return _EPOCH + timedelta(days=math.floor(serial))


_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．－，％", "0123456789.-,%")
_TIMES: Final = ("十", "百", "千", "万", "亿")
_TYPED_NUMBER: Final = re.compile(r"\s*+(-?[0-9][0-9,\s]*+(?:\.[0-9]++)?)\s*+([^0-9.,\s][^0-9]*+)?")


def number_in(text: str, unit: str = "") -> float | None:
    """The number that was meant by a text such as ``1,200``, ``650吨`` or ``１２．５``; ``None`` if there is none.

    ``3万度`` means 3 only where the unit is 万度; elsewhere nobody but the person who typed it can say what was meant.
    """
    match = _TYPED_NUMBER.fullmatch(text.translate(_FULL_WIDTH))
    if match is None:
        return None
    number, rest = float(re.sub(r"[,\s]", "", match[1])), (match[2] or "").strip()
    if not math.isfinite(number) or (rest.startswith(_TIMES) and rest != unit):
        return None
    return number / 100 if rest.startswith("%") else number


def bare(name: str) -> str:
    """A name as people compare it: without spaces, and with letters, brackets and commas of one width."""
    return "".join(unicodedata.normalize("NFKC", name).split())


_TYPED_DAY: Final = re.compile(
    r"\s*+([12][0-9]{3})(?:\s*+[-/.年]\s*+([0-9]{1,2})\s*+[-/.月]\s*+([0-9]{1,2})\s*+日?|([0-9]{2})([0-9]{2}))\s*+"
)


def day_in(text: str) -> date | None:
    """The day that was meant by a text such as ``2024/3/11``, ``2024年3月11日`` or ``20240311``; ``None`` if none."""
    match = _TYPED_DAY.fullmatch(text.translate(_FULL_WIDTH))
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError:
        return None


def plain_number(number: float) -> str:
    """A number in plain digits, as a spreadsheet joins it to a text: no exponent, at most 15 digits."""
    return format(Decimal(format(number, ".15g")), "f")
