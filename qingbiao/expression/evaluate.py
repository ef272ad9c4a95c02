"""Nodes → Python: an expression becomes a function of rows that gives an outcome for each.

A scalar operand is a number, ``NA`` or ``BLANK``; whatever else a cell holds counts as ``BLANK`` where a number
belongs, and a number counts as ``BLANK`` where a text belongs. A condition is ``True``, ``False`` or, when it cannot
be decided, ``BLANK``. No outcome is an exception, so both branches of an ``if`` may be run and one of them chosen.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import chain, compress, repeat
from typing import Any, Final, TypeVar

from qingbiao.expression.desk import DESK, Judge
from qingbiao.expression.lower import DUST_DECIMALS, adds, result
from qingbiao.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    Join,
    Logic,
    Minus,
    Node,
    Not,
    Number,
    Ref,
    Text,
)
from qingbiao.expression.patterns import is_credit_code, is_phone
from qingbiao.expression.rows import Rows, compared
from qingbiao.expression.symbol import Type
from qingbiao.expression.totality import require_total
from qingbiao.expression.types import Bound, type_of
from qingbiao.values import BLANK, NA, Absent, Value, bare, from_serial, is_day, rounding

Outcome = Value | bool
Step = Callable[[Rows], Sequence[Outcome]]
"""One outcome for each row."""


def compile_python(bound: Bound, *, decimals: int | None = None) -> Step:
    """What ``bound`` gives in each row; a number rounded to ``decimals``, a condition ``BLANK`` when skipped."""
    step = _step(result(bound, decimals))
    if type_of(bound) is Type.CONDITION:
        return lambda rows: [outcome if isinstance(outcome, bool) else BLANK for outcome in step(rows)]
    if type_of(bound) is Type.TEXT:
        return step
    return lambda rows: [
        BLANK if isinstance(outcome, float) and not math.isfinite(outcome) else outcome for outcome in step(rows)
    ]


def where(applies: Sequence[bool], rows: Rows, step: Step) -> Sequence[Outcome | None]:
    """What a step gives in the rows where it applies, the only ones it is run for; ``None`` in the others."""
    if all(applies):
        return step(rows)
    chosen = list(compress(rows.numbers, applies))
    outcomes = iter(step(rows.values.at(chosen)) if chosen else ())
    return [next(outcomes) if applied else None for applied in applies]


def _step(node: Node) -> Step:
    return _NODES[type(node)](node)


_Given = TypeVar("_Given", float, str, bool)


def _of_one(kind: type[_Given], operand: Step, apply: Callable[[_Given], Outcome]) -> Step:
    """Of one value; absent when it is."""
    return lambda rows: [apply(value) if isinstance(value, kind) else value for value in operand(rows)]


def _of_two(kind: type[_Given], first: Step, second: Step, apply: Callable[[_Given, _Given], Outcome]) -> Step:
    """Of two values; ``BLANK`` when one of them is, else ``NA`` when one of them is."""

    def run(rows: Rows) -> Sequence[Outcome]:
        return [
            apply(left, right)
            if isinstance(left, kind) and isinstance(right, kind)
            else (BLANK if left is BLANK or right is BLANK else NA)
            for left, right in zip(first(rows), second(rows), strict=True)
        ]

    return run


def _of_pair(kind: type[_Given], left: Node, right: Node, apply: Callable[[_Given, _Given], Outcome]) -> Step:
    """Of two nodes; the second is often written as a number or a text, which is there in every row."""
    if isinstance(right, Number | Text) and isinstance(right.value, kind):
        given: _Given = right.value
        return _of_one(kind, _step(left), lambda value: apply(value, given))
    return _of_two(kind, _step(left), _step(right), apply)


def _of_all(kind: type[_Given], operands: Sequence[Node], apply: Callable[[_Given, _Given], Outcome]) -> Step:
    """Of two and more, from the first to the last."""
    first, *others = map(_step, operands)
    return reduce(lambda left, right: _of_two(kind, left, right, apply), others, first)


# Nodes


def _ref(node: Ref) -> Step:
    name = node.symbol.id
    if node.symbol.type is Type.TEXT:
        return lambda rows: rows.texts(name)
    return lambda rows: rows.figures(name)


def _literal(node: Number | Text) -> Step:
    value = node.value
    return lambda rows: [value] * len(rows)


def _arithmetic(node: Arithmetic) -> Step:
    if node.sign == "/":
        return _of_two(float, _step(node.left), _divisor(node.right), operator.truediv)
    return _of_pair(float, node.left, node.right, _SIGNS[node.sign])


def _divisor(node: Node) -> Step:
    """A divisor; zero counts as blank."""
    if adds(node):
        exact = rounding(DUST_DECIMALS)
        return _of_one(float, _step(node), lambda value: BLANK if exact(value) == 0 else value)
    return _of_one(float, _step(node), lambda value: BLANK if value == 0 else value)


def _compare(node: Compare) -> Step:
    if type_of(node.left) is Type.TEXT:
        return _of_pair(str, node.left, node.right, _TEXT_COMPARISONS[node.sign])
    return _of_pair(float, node.left, node.right, _COMPARISONS[node.sign])


def _even(left: float, right: float) -> bool:
    """Whether two numbers are the same on the 15 digits a spreadsheet compares."""
    return left == right or (math.isclose(left, right, rel_tol=1e-14) and format(left, ".15g") == format(right, ".15g"))


def _logic(node: Logic) -> Step:
    return _of_all(bool, node.parts, operator.and_ if node.word == "and" else operator.or_)


_SIGNS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "==": _even,
    "!=": lambda left, right: not _even(left, right),
    "<": lambda left, right: left < right and not _even(left, right),
    "<=": lambda left, right: left <= right or _even(left, right),
    ">": lambda left, right: left > right and not _even(left, right),
    ">=": lambda left, right: left >= right or _even(left, right),
}
_TEXT_COMPARISONS: Final[dict[str, Callable[[str, str], bool]]] = {"==": operator.eq, "!=": operator.ne}


# Functions


def _over(node: Call, apply: Callable[[Sequence[Value]], Outcome]) -> Step:
    """Of the values of cells and of whole columns, one after another."""
    symbols = [argument.symbol for argument in node.arguments if isinstance(argument, Ref)]
    if all(symbol.shape == "column" for symbol in symbols):

        def once(rows: Rows) -> Sequence[Outcome]:
            found = chain.from_iterable(rows.values.columns[symbol.id] for symbol in symbols)
            return [apply(list(found))] * len(rows)

        return once

    def run(rows: Rows) -> Sequence[Outcome]:
        parts: list[Iterable[Sequence[Value]]] = [
            repeat(rows.values.columns[symbol.id], len(rows))
            if symbol.shape == "column"
            else [(value,) for value in rows.of(symbol.id)]
            for symbol in symbols
        ]
        return [apply(list(chain(*found))) for found in zip(*parts, strict=True)]

    return run


def _numbers(apply: Callable[[Sequence[float]], float]) -> Callable[[Call], Step]:
    """Over the numbers of cells and columns; with none, ``NA`` if there is one."""

    def of(found: Sequence[Value]) -> Outcome:
        numbers = [value for value in found if isinstance(value, float)]
        if numbers:
            return apply(numbers)
        return NA if NA in found else BLANK

    return lambda node: _over(node, of)


def _counting(matches: Callable[[Value], bool]) -> Callable[[Call], Step]:
    """How many values match; never absent."""
    return lambda node: _over(node, lambda found: float(sum(map(matches, found))))


def _searched(kind: type[float] | type[str], wanted: Step, column: str, found: Found) -> Step:
    """What is found in the rows of a column that hold a wanted value; absent when the value is."""

    def run(rows: Rows) -> Sequence[Outcome]:
        by_value = rows.values.rows_by_value(column)
        return [
            found(rows, by_value.get(compared(value), ())) if isinstance(value, kind) else value
            for value in wanted(rows)
        ]

    return run


Found = Callable[[Rows, Sequence[int]], Outcome]


def _count_equal(node: Call) -> Step:
    """How many cells of a column hold a value."""
    column, wanted = node.arguments
    assert isinstance(column, Ref)
    return _searched(_kind(type_of(wanted)), _step(wanted), column.symbol.id, lambda _, hits: float(len(hits)))


def _alike(node: Call) -> Step:
    """The first other writing of a name in a column."""
    column, wanted = node.arguments
    assert isinstance(column, Ref)
    name, step = column.symbol.id, _step(wanted)

    def run(rows: Rows) -> Sequence[Outcome]:
        writings = rows.values.writings(name)
        return [
            next((other for other in writings.get(bare(text), ()) if other != text), BLANK)
            if isinstance(text, str)
            else text
            for text in step(rows)
        ]

    return run


def _lookup(node: Call) -> Step:
    """What one column holds in the first row where another holds a value."""
    wanted, keys, results = node.arguments
    assert isinstance(keys, Ref)
    assert isinstance(results, Ref)
    name, kind = results.symbol.id, _kind(results.symbol.type)

    def beside(rows: Rows, hits: Sequence[int]) -> Outcome:
        column = rows.values.columns[name]
        found = column[hits[0]] if hits and hits[0] < len(column) else BLANK
        return found if found is NA or isinstance(found, kind) else BLANK

    return _searched(_kind(type_of(wanted)), _step(wanted), keys.symbol.id, beside)


def _kind(type_: Type) -> type[float] | type[str]:
    """What a value of a type is in Python."""
    return str if type_ is Type.TEXT else float


def _state(matches: Callable[[Outcome], bool]) -> Callable[[Call], Step]:
    """Whether a value is there, blank or ``NA``; never absent."""

    def compile_(node: Call) -> Step:
        step = _step(node.arguments[0])
        return lambda rows: [matches(value) for value in step(rows)]

    return compile_


def _plain(kind: type[_Given], apply: Callable[[_Given], Outcome]) -> Callable[[Call], Step]:
    """A function of one argument."""
    return lambda node: _of_one(kind, _step(node.arguments[0]), apply)


def _rounding(node: Call) -> Step:
    number, places = node.arguments
    assert isinstance(places, Number)
    return _of_one(float, _step(number), rounding(int(places.value)))


def _judged(judge: Judge) -> Callable[[Call], Step]:
    """What a classification says of a text; blank when it has nothing to say."""

    def compile_(node: Call) -> Step:
        text, list_id = node.arguments
        assert isinstance(list_id, Text)
        step, name = _step(text), list_id.value

        def run(rows: Rows) -> Sequence[Outcome]:
            classification = rows.values.classifications[name]
            return [judge(classification, value) or BLANK if isinstance(value, str) else value for value in step(rows)]

        return run

    return compile_


def _year(serial: float) -> Outcome:
    return float(from_serial(serial).year) if is_day(serial) else BLANK


def _if(node: Call) -> Step:
    condition, holds, fails = map(_step, node.arguments)

    def run(rows: Rows) -> Sequence[Outcome]:
        return [
            left if decided is True else right if decided is False else BLANK
            for decided, left, right in zip(condition(rows), holds(rows), fails(rows), strict=True)
        ]

    return run


def _coalesce(node: Call) -> Step:
    """The first value there is; with none, ``NA`` if there is one."""
    first, *others = map(_step, node.arguments)
    return reduce(_or_else, others, first)


def _or_else(first: Step, second: Step) -> Step:
    def run(rows: Rows) -> Sequence[Outcome]:
        return [
            left if not isinstance(left, Absent) or (left is NA and isinstance(right, Absent)) else right
            for left, right in zip(first(rows), second(rows), strict=True)
        ]

    return run


_FUNCTIONS: Final[dict[str, Callable[[Call], Step]]] = {
    "sum": _numbers(sum),
    "min": _numbers(min),
    "max": _numbers(max),
    "count": _counting(lambda value: isinstance(value, float)),
    "rows": _counting(lambda value: value is not BLANK),
    "count_if": _count_equal,
    "count_of": _count_equal,
    "lookup": _lookup,
    "alike": _alike,
    "given": _state(lambda value: not isinstance(value, Absent)),
    "blank": _state(lambda value: value is BLANK),
    "na": _state(lambda value: value is NA),
    "round": _rounding,
    "abs": _plain(float, abs),
    "year": _plain(float, _year),
    "len": _plain(str, lambda text: float(len(text))),
    "credit_code": _plain(str, is_credit_code),
    "phone": _plain(str, is_phone),
    "if": _if,
    "coalesce": _coalesce,
    **{name: _judged(judge) for name, judge in DESK.items()},
}

_NODES: Final[dict[type[Node], Callable[[Any], Step]]] = {
    Number: _literal,
    Text: _literal,
    Ref: _ref,
    Minus: lambda node: _of_one(float, _step(node.operand), operator.neg),
    Arithmetic: _arithmetic,
    Join: lambda node: _of_all(str, node.parts, operator.add),
    Compare: _compare,
    Logic: _logic,
    Not: lambda node: _of_one(bool, _step(node.operand), operator.not_),
    Call: lambda node: _FUNCTIONS[node.function](node),
}

require_total(__name__, _NODES, _FUNCTIONS, desk=True)
