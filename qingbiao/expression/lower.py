"""What both backends would otherwise have to know twice: shorthands written out, and the dust of binary arithmetic.

``0.03 - 0.02`` is a little less than ``0.01`` in every computer. Spreadsheet programs hide that, each in its own way
and in some places only; so here it is decided once: a computed number that is compared, divided by or rounded to
a whole number counts to ``DUST_DECIMALS`` decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap
from typing import Final

from qingbiao.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    CompareSign,
    Join,
    Logic,
    Minus,
    Node,
    Not,
    Number,
    Text,
    children,
)
from qingbiao.expression.symbol import Type
from qingbiao.expression.types import type_of

DUST_DECIMALS: Final = 6
"""As many as messages tell, so that no two computed numbers differ that are told alike. Below 2.8 × 10^8 LibreOffice
sees a difference in the last of them too; it takes numbers for equal that differ by less than 2^-48 of their size."""

MOST_WRITTEN: Final = 3
"""Decimals with which results are copied from paper, at most."""

NO_NAMES: Final = ("无", "没有", "暂无", "无文号")
"""What people write where there is nothing to name."""

_WHOLE_CALLS: Final = frozenset({"count", "rows", "count_if", "count_of", "len", "year"})
_EXACT_CALLS: Final = _WHOLE_CALLS | {"round", "min", "max", "lookup"}


def lower(node: Node) -> Node:
    """A resolved expression in core nodes and core functions, meaning the same."""
    match node:
        case Minus(operand=operand) | Not(operand=operand):
            return replace(node, operand=lower(operand))
        case Arithmetic(left=left, right=right):
            return replace(node, left=lower(left), right=lower(right))
        case Compare(sign=sign, left=left, right=right):
            return _compare(sign, lower(left), lower(right))
        case Join(parts=parts) | Logic(parts=parts):
            return replace(node, parts=tuple(map(lower, parts)))
        case Call(function=function, arguments=arguments):
            return _call(replace(node, arguments=tuple(map(lower, arguments))), function)
        case _:
            return node


def result(bound: Node, decimals: int | None) -> Node:
    """The lowered expression with its last step, the rounding of a number, written as a node like any other."""
    node = lower(bound)
    if decimals is None or type_of(node) not in {Type.NUMBER, Type.DATE}:
        return node
    return _rounded(node, Number(float(decimals)))


def adds(node: Node) -> bool:
    """Whether a number comes from additions, so that a difference that should be zero may be dust."""
    match node:
        case Arithmetic(sign="+" | "-"):
            return True
        case Call(function=function) if function in _EXACT_CALLS:
            return False
        case Call(function="sum"):
            return True
        case _:
            return any(map(adds, children(node)))


def _call(node: Call, function: str) -> Node:
    match function, node.arguments:
        case "between", (value, low, high):
            return Logic("and", (_compare(">=", value, low), _compare("<=", value, high)), column=node.column)
        case "one_of", (value, *choices):
            return _one_of(value, choices)
        case "half_unit", (value,):
            return _half_unit(value)
        case "named", (value,):
            known = Call("coalesce", (value, Text(NO_NAMES[0])), column=node.column)
            return Not(_one_of(known, tuple(map(Text, NO_NAMES))), column=node.column)
        case "round", (value, decimals):
            return _rounded(value, decimals)
        case "count_of", (column, value):
            return replace(node, arguments=(column, _dusted(value)))
        case "lookup", (value, keys, results):
            return replace(node, arguments=(_dusted(value), keys, results))
        case _:
            return node


def _one_of(value: Node, choices: Sequence[Node]) -> Node:
    same = tuple(starmap(_compare, (("==", value, choice) for choice in choices)))
    return same[0] if len(same) == 1 else Logic("or", same, column=value.column)


def _half_unit(value: Node) -> Node:
    """Half of what the last decimal counts, of as many as the value has and ``MOST_WRITTEN`` at most."""
    half: Node = Number(0.5 / 10**MOST_WRITTEN)
    for decimals in reversed(range(MOST_WRITTEN)):
        is_so = _compare("==", value, _rounded(value, Number(float(decimals))))
        half = Call("if", (is_so, Number(0.5 / 10**decimals), half), column=value.column)
    return half


def _compare(sign: CompareSign, left: Node, right: Node) -> Compare:
    return Compare(sign, _dusted(left), _dusted(right), column=left.column)


def _rounded(node: Node, decimals: Node) -> Node:
    match node:
        case Call(function=function) if function in _WHOLE_CALLS:
            return node
        case Call(function="round", arguments=(_, Number(value=done))) if (
            isinstance(decimals, Number) and done <= decimals.value
        ):
            return node  # IronCalc's ROUND is off by a bit once number × 10^decimals is over 2^53
    # LibreOffice 7.4 forgives the dust before a half, but not with ROUND(x,0)
    exact = _dusted(node) if decimals == Number(0.0) else node
    return Call("round", (exact, decimals), column=node.column)


def _dusted(node: Node) -> Node:
    if not _computed(node) or type_of(node) is Type.TEXT:
        return node
    return Call("round", (node, Number(float(DUST_DECIMALS))), column=node.column)


def _computed(node: Node) -> bool:
    match node:
        case Arithmetic():
            return True
        case Call(function=function):
            return (function not in _EXACT_CALLS and any(map(_computed, node.arguments))) or function == "sum"
        case Minus(operand=operand):
            return _computed(operand)
        case _:
            return False
