"""What is wrong with one value of one field, by its own rules: the data file's faults and the findings say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final
from unicodedata import normalize

from qingbiao.admission import EARLIEST, LATEST, admitted, fits_cascade, in_list
from qingbiao.assemble import LARGEST
from qingbiao.expression.patterns import is_credit_code
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.faults import short
from qingbiao.filing import stored_decimals
from qingbiao.form import Field
from qingbiao.messages import CATALOGUE
from qingbiao.values import (
    BLANK,
    NA,
    NA_TEXT,
    Absent,
    Value,
    day_in,
    from_serial,
    is_day,
    number_in,
    plain_number,
    round_half_away,
    to_cell,
)

_FEW: Final = 10
"""A message names the words of a list that has no more."""

_SHAPED: Final = {"credit_code": "finding-credit-code", "phone": "finding-phone"}


@dataclass(frozen=True)
class Problem:
    """A code of the message catalogue, its slots, and what was expected instead."""

    code: str
    slots: Mapping[str, object]
    expected: str


def problem_of(each: Field, value: Value, outer: Sequence[Value] = ()) -> Problem | None:
    """What is wrong with a value; ``None`` when nothing is. A blank is a problem where the field is required.

    ``outer`` are the choices that a dependent choice stands under, where the field has such.
    """
    under = each.codes.under if each.codes else ()
    cells: dict[str, Value] = dict.fromkeys(under, BLANK)
    cells |= {**dict(zip(under, outer, strict=False)), each.id: value}
    return problems_of(each, SymbolValues(cells).at())[0]


def problems_of(each: Field, rows: Rows) -> list[Problem | None]:
    """As :func:`problem_of`, of the field's value in each row."""
    values, good = rows.of(each.id), admitted(each, rows)
    if each.required:
        good = [ok and value is not BLANK for ok, value in zip(good, values, strict=True)]
    under = each.codes.under if each.codes else ()
    if all(good) and not under:
        return [None] * len(values)
    outers = zip(*map(rows.of, under), strict=True) if under else repeat(())
    return [
        None if ok and fits_cascade(each, value, outer) else _problem(each, value, outer, ok)
        for value, outer, ok in zip(values, outers, good, strict=False)
    ]


def _problem(each: Field, value: Value, outer: Sequence[Value], good: bool) -> Problem:
    code = "finding-cascade" if good else _code(each, value)
    expected = " ".join(map(str, outer)) if good else _expected(each, value, code)
    slots = {"title": each.title, "value": _shown(each, value), "expected": expected, "decimals": each.decimals}
    return Problem(code, {name: slots[name] for name in CATALOGUE[code].slots()}, expected)


def _shown(each: Field, value: Value) -> object:
    """A value as the cell shows it."""
    if each.type == "date" and is_day(value):
        return from_serial(value)
    if isinstance(value, float):
        return f"{plain_number(value * 100)}%" if each.type == "percent" else plain_number(value)
    return short(to_cell(value))


def _code(each: Field, value: Value) -> str:
    """What is wrong with a value that is not admitted."""
    if value is BLANK:
        return missing_code(each)
    if isinstance(value, Absent):
        return _na_code(each) if value is NA else "finding-error"
    if each.type == "date":
        return _date_code(value)
    if each.numeric and isinstance(value, str):
        return _text_code(each, value)
    if isinstance(value, float) and not each.numeric:
        return "finding-not-text"
    if each.type == "credit_code" and isinstance(value, str) and is_credit_code(_tidy(value)):
        return "finding-credit-code-writing"
    return _SHAPED.get(each.type) or _range_code(each, value)


def _tidy(text: str) -> str:
    """A code or sign in capitals of plain width, without spaces."""
    return "".join(normalize("NFKC", text).upper().split())


def missing_code(each: Field) -> str:
    """How a required field is told that is blank."""
    return "finding-required-or-na" if each.may_be_na else "finding-required"


def _na_code(each: Field) -> str:
    if not each.required:
        return "finding-na-optional"
    return "finding-na" if each.numeric and each.type != "date" else "finding-na-words"


def _date_code(value: Value) -> str:
    if isinstance(value, str):
        return "finding-date" if day_in(value) is None else "finding-text-date"
    if not is_day(value):
        return "finding-date"
    return "finding-time" if EARLIEST <= value <= LATEST else "finding-range"


def _text_code(each: Field, text: str) -> str:
    if number_in(text) is not None:
        return "finding-text-number"
    if each.may_be_na and _tidy(text) == NA_TEXT:
        return "finding-wide-slash"
    return "finding-not-number-or-na" if each.may_be_na else "finding-not-number"


def _range_code(each: Field, value: Value) -> str:
    if isinstance(value, float):
        low = (each.min is not None and value < each.min) or (each.above is not None and value <= each.above)
        high = each.max is not None and value > each.max
        if low or high:
            return "finding-range"
        return "finding-decimals" if each.decimals else "finding-not-whole"
    if in_list(each, value):
        return "finding-too-long"
    return "finding-choices" if 0 < len(each.choices) <= _FEW else "finding-list"


def _expected(each: Field, value: Value, code: str) -> str:
    """What would have been right, in signs that both languages share."""
    match code:
        case "finding-text-number" | "finding-text-date":
            assert isinstance(value, str)
            return str(day_in(value)) if each.type == "date" else format(number_in(value), ".15g")
        case "finding-range":
            return f"{from_serial(EARLIEST)}～{from_serial(LATEST)}" if each.type == "date" else _bounds(each, value)
        case "finding-decimals" | "finding-time":
            assert isinstance(value, float)
            whole = value // 1 if each.type == "date" else round_half_away(value, stored_decimals(each) or 0)
            return str(_shown(each, whole))
        case "finding-wide-slash" | "finding-credit-code-writing":
            return _tidy(str(value))
        case "finding-choices":
            return "、".join(each.choices)
        case "finding-too-long":
            return f"{each.max_length}"
        case _:
            return ""


def _bounds(each: Field, value: Value) -> str:
    """The bounds that say something: nobody but who is beyond it meets the largest number there may be."""
    assert isinstance(value, float)
    form = ".0%" if each.type == "percent" else ".15g"
    most = each.max if each.max is not None and (each.max < LARGEST or value > each.max) else None
    if each.min is not None and most is not None and each.above is None:
        return f"{each.min:{form}}～{most:{form}}"
    signs = ((">", each.above), ("≥", each.min), ("≤", most))
    return ", ".join(f"{sign} {bound:{form}}" for sign, bound in signs if bound is not None)
