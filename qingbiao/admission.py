"""What a field admits, as one condition: the cell's validation, the check of a data file and later findings use it.

The condition holds for every value that may stand in the field once it is filled; a blank cell is never asked.
Membership in a list is not part of it: a list is compared as a list, in a cell and here (:func:`in_list`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from qingbiao.bind import type_of_field
from qingbiao.expression.evaluate import Step, compile_python, where
from qingbiao.expression.nodes import Call, Compare, CompareSign, Logic, Minus, Node, Number, Ref
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.expression.symbol import Symbol
from qingbiao.expression.types import Bound
from qingbiao.filing import stored_decimals
from qingbiao.form import Codes, Field
from qingbiao.memo import memo
from qingbiao.values import BLANK, NA, Value, to_serial

_ALWAYS: Final = Compare("==", Number(1.0), Number(1.0))
_NEVER: Final = Compare("==", Number(1.0), Number(0.0))

EARLIEST: Final = to_serial(date(1990, 1, 1))
LATEST: Final = to_serial(date(2100, 1, 1))
"""Dates outside are slips of the keyboard."""


def admission(field: Field) -> Node:
    """The condition on the field's own cell."""
    cell = Ref(Symbol(field.id, type_of_field(field)))
    parts = list(_parts(field, cell))
    given: Node = parts[0] if len(parts) == 1 else Logic("and", tuple(parts)) if parts else _ALWAYS
    absent: Node = Call("na", (cell,)) if field.may_be_na else _NEVER
    return Call("if", (Call("given", (cell,)), given, absent))


def _parts(field: Field, cell: Ref) -> list[Node]:
    if field.type == "date":
        return [_compare(">=", cell, EARLIEST), _compare("<=", cell, LATEST), _whole(cell, 0)]
    if field.numeric:
        parts: list[Node] = []
        if field.min is not None:
            parts.append(_compare(">=", cell, field.min))
        if field.above is not None:
            parts.append(_compare(">", cell, field.above))
        if field.max is not None:
            parts.append(_compare("<=", cell, field.max))
        decimals = stored_decimals(field)
        return parts if decimals is None else [*parts, _whole(cell, decimals)]
    if field.type == "credit_code":
        return [Call("credit_code", (cell,))]
    if field.type == "phone":
        return [Call("phone", (cell,))]
    if field.max_length is not None:
        return [Compare("<=", Call("len", (cell,)), Number(float(field.max_length)))]
    return []


def _compare(sign: CompareSign, cell: Node, bound: float) -> Node:
    return Compare(sign, cell, Number(bound) if bound >= 0 else Minus(Number(-bound)))


def _whole(cell: Node, decimals: int) -> Node:
    return Compare("==", Call("round", (cell, Number(float(decimals)))), cell)


@memo
def _compiled(field: Field) -> Step:
    return compile_python(Bound(admission(field)))


def admits(field: Field, value: Value) -> bool:
    """Whether ``value`` may stand in the field: its type, range, decimals, shape and list. Blank always may."""
    return admitted(field, SymbolValues({field.id: value}).at())[0]


def admitted(field: Field, rows: Rows) -> list[bool]:
    """As :func:`admits`, of the field's value in each row."""
    values = rows.of(field.id)
    outcomes = where([value is not BLANK for value in values], rows, _compiled(field))
    return [
        value is BLANK or (outcome is True and (value is NA or in_list(field, value)))
        for value, outcome in zip(values, outcomes, strict=True)
    ]


def in_list(field: Field, value: Value) -> bool:
    """Whether a chosen value is on the field's list; true for fields that have none or accept others."""
    if field.accept_other:
        return True
    if field.choices:
        return value in field.choices
    return field.codes is None or value in _offered(field.codes)


def fits_cascade(field: Field, value: Value, outer: Sequence[Value]) -> bool:
    """Whether a chosen value stands below the choices ``outer`` of the levels above it, the highest first.

    Only what is on its own level and stands elsewhere does not fit: what is on no list, and outer choices that are
    unknown, blank or do not fit each other, are told where they stand.
    """
    if field.codes is None or not field.codes.under or not isinstance(value, str):
        return True
    cascade = field.codes.code_list.cascade()
    prefix = tuple(label if isinstance(label, str) else "" for label in outer)
    below = cascade.choices(prefix) if len(prefix) == len(field.codes.under) else ()
    return not below or value in below or value not in _offered(field.codes)


@memo
def _offered(codes: Codes) -> frozenset[str]:
    if codes.level is None:
        return frozenset(codes.code_list.offered())
    return frozenset(row.labels[codes.level] for row in codes.code_list.cascade().rows)
