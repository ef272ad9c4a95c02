"""What is wrong with one value of one field, by its own rules: the data file's faults and the findings say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from qingbiao.admission import admitted, fits_cascade, in_list
from qingbiao.assemble import LARGEST
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.form import Field
from qingbiao.messages import CATALOGUE
from qingbiao.values import BLANK, NA, Value, number_in, to_cell

_FEW: Final = 10
"""A message names the words of a list that has no more."""

_SHAPED: Final = {"credit_code": "finding-credit-code", "phone": "finding-phone", "date": "finding-date"}


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
    shown = to_cell(value)
    expected = " ".join(map(str, outer)) if good else _expected(each, value, code)
    slots = {"title": each.title, "value": "" if shown is None else shown, "expected": expected}
    return Problem(code, {name: slots[name] for name in CATALOGUE[code].slots()}, expected)


def _code(each: Field, value: Value) -> str:
    """What is wrong with a value that is not admitted."""
    if value is BLANK:
        return "finding-required"
    if value is NA:
        return "finding-na"
    if each.numeric and isinstance(value, str):
        return "finding-text-number" if number_in(value) is not None else "finding-not-number"
    if isinstance(value, float) and not each.numeric:
        return "finding-not-text"
    return _SHAPED.get(each.type) or _range_code(each, value)


def _range_code(each: Field, value: Value) -> str:
    if isinstance(value, float):
        low = (each.min is not None and value < each.min) or (each.above is not None and value <= each.above)
        high = each.max is not None and value > each.max
        return "finding-range" if low or high else "finding-decimals"
    return "finding-too-long" if in_list(each, value) else "finding-list"


def _expected(each: Field, value: Value, code: str) -> str:
    """What would have been right, in signs that both languages share."""
    match code:
        case "finding-text-number":
            assert isinstance(value, str)
            return format(number_in(value), ".15g")
        case "finding-range":
            return ", ".join(_bounds(each))
        case "finding-decimals":
            return f"{each.decimals}"
        case "finding-list":
            return "、".join(each.choices) if len(each.choices) <= _FEW else ""
        case "finding-too-long":
            return f"{each.max_length}"
        case _:
            return ""


def _bounds(each: Field) -> list[str]:
    """The bounds that say something; nobody meets the largest number there may be."""
    bounds = ((">", each.above), ("≥", each.min), ("≤", each.max))
    form = ".0%" if each.type == "percent" else ".15g"
    return [f"{sign} {bound:{form}}" for sign, bound in bounds if bound is not None and abs(bound) < LARGEST]
