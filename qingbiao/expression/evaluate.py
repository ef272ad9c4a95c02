"""Nodes → Python: an expression becomes a closure over an environment of values.

A scalar operand is a number, ``NA`` or ``BLANK``; whatever else a cell holds counts as ``BLANK`` where a number
belongs, and a number counts as ``BLANK`` where a text belongs. A condition is ``True``, ``False`` or, when it cannot
be decided, ``BLANK``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from qingbiao.expression.desk import DESK, Classification, Judge
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
from qingbiao.expression.symbol import Type
from qingbiao.expression.totality import require_total
from qingbiao.expression.types import Bound, type_of
from qingbiao.values import BLANK, NA, Absent, Value, from_serial, round_half_away

FIRST_DAY: Final = 61
LAST_DAY: Final = 2958465
"""1900-03-01 and 9999-12-31: the days on which all spreadsheet programs agree."""


class Environment(Protocol):
    """The values an expression looks at."""

    def cell(self, id: str) -> Value:  # noqa: A002 (symbols have ids)
        """The value of a cell symbol."""

    def column(self, id: str) -> Sequence[Value]:  # noqa: A002
        """The values of a column symbol, in row order."""

    def classification(self, id: str) -> Classification:  # noqa: A002
        """The classification whose newest list has that id; only asked for where desk functions are legal."""


Outcome = Value | bool
RowsByValue = Mapping[Outcome, Sequence[int]]
Step = Callable[[Environment], Outcome]


def compile_python(bound: Bound, *, decimals: int | None = None) -> Step:
    """What ``bound`` gives in an environment; a number rounded to ``decimals``, a condition ``BLANK`` when skipped."""
    step = _step(result(bound, decimals))
    if type_of(bound) is Type.CONDITION:
        return lambda environment: outcome if isinstance(outcome := step(environment), bool) else BLANK

    def finish(environment: Environment) -> Outcome:
        outcome = step(environment)
        return BLANK if isinstance(outcome, float) and not math.isfinite(outcome) else outcome

    return finish


def _step(node: Node) -> Step:
    return _NODES[type(node)](node)


def _round(number: float, decimals: int) -> float:
    if abs(number) >= 1e15:  # no decimals left among the 15 digits that count
        return float(format(number, ".15g"))
    return round_half_away(number, decimals)


def _absent(*operands: Outcome) -> Absent:
    """What operands give that are not all there: ``BLANK`` before ``NA``."""
    return BLANK if BLANK in operands else NA


_Given = TypeVar("_Given", float, str, bool)


def _strict(kind: type[_Given], operands: Iterable[Node | Step], apply: Callable[..., Outcome]) -> Step:
    """``apply`` to the values of ``operands``; absent if one of them is."""
    steps = tuple(_step(operand) if isinstance(operand, Node) else operand for operand in operands)
    if len(steps) == 2:
        return _strict_pair(kind, *steps, apply)

    def run(environment: Environment) -> Outcome:
        values = [step(environment) for step in steps]
        for value in values:
            if not isinstance(value, kind):
                return _absent(*values)
        return apply(*values)

    return run


def _strict_pair(kind: type[_Given], first: Step, second: Step, apply: Callable[..., Outcome]) -> Step:
    """The same for two operands, which most nodes have: a long register spends its time here."""

    def run(environment: Environment) -> Outcome:
        left, right = first(environment), second(environment)
        if isinstance(left, kind) and isinstance(right, kind):
            return apply(left, right)
        return _absent(left, right)

    return run


# Nodes


def _ref(node: Ref) -> Step:
    name = node.symbol.id
    kind = _kind(node.symbol.type)

    def run(environment: Environment) -> Outcome:
        value = environment.cell(name)
        return value if isinstance(value, kind) or value is NA else BLANK

    return run


def _literal(node: Number | Text) -> Step:
    value = node.value
    return lambda _: value


def _arithmetic(node: Arithmetic) -> Step:
    if node.sign == "/":
        return _strict(float, (node.left, _divisor(node.right)), operator.truediv)
    return _strict(float, (node.left, node.right), _SIGNS[node.sign])


def _divisor(node: Node) -> Step:
    """A divisor; zero counts as blank."""
    step = _step(node)
    dusty = adds(node)

    def run(environment: Environment) -> Outcome:
        value = step(environment)
        if isinstance(value, float) and (_round(value, DUST_DECIMALS) if dusty else value) == 0:
            return BLANK
        return value

    return run


def _compare(node: Compare) -> Step:
    holds: Callable[[int, int], bool] = _COMPARISONS[node.sign]
    under, even, over = (holds(order, 0) for order in (-1, 0, 1))
    if type_of(node.left) is Type.TEXT:
        return _strict(str, (node.left, node.right), lambda left, right: even if left == right else over)
    answers = {-1: under, 0: even, 1: over}
    return _strict(float, (node.left, node.right), lambda left, right: answers[_order(left, right)])


def _order(left: float, right: float) -> int:
    """-1, 0 or 1, on the 15 digits a spreadsheet compares."""
    if left == right or (math.isclose(left, right, rel_tol=1e-14) and format(left, ".15g") == format(right, ".15g")):
        return 0
    return 1 if left > right else -1


def _logic(node: Logic) -> Step:
    decide: Callable[[Iterable[bool]], bool] = all if node.word == "and" else any
    return _strict(bool, node.parts, lambda *parts: decide(parts))


_SIGNS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARISONS: Final[dict[str, Callable[[int, int], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


# Functions


def _numbers(apply: Callable[[Sequence[float]], float]) -> Callable[[Call], Step]:
    """Over the numbers of cells and columns; with none, ``NA`` if there is one."""

    def compile_(node: Call) -> Step:
        values = _values(node.arguments)

        def run(environment: Environment) -> Outcome:
            found = values(environment)
            numbers = [value for value in found if isinstance(value, float)]
            if numbers:
                return apply(numbers)
            return NA if NA in found else BLANK

        return run

    return compile_


def _values(references: Iterable[Node]) -> Callable[[Environment], list[Value]]:
    """The values of cells and of whole columns, one after another."""
    symbols = [node.symbol for node in references if isinstance(node, Ref)]

    def gather(environment: Environment) -> list[Value]:
        found: list[Value] = []
        for symbol in symbols:
            if symbol.shape == "column":
                found.extend(environment.column(symbol.id))
            else:
                found.append(environment.cell(symbol.id))
        return found

    return gather


def _counting(matches: Callable[[Value], bool]) -> Callable[[Call], Step]:
    """How many values match; never absent."""

    def compile_(node: Call) -> Step:
        values = _values(node.arguments)
        return lambda environment: float(sum(map(matches, values(environment))))

    return compile_


def _rows_by_value(environment: Environment, name: str) -> RowsByValue:
    """In which rows of a column each value stands; an environment that has ``kept`` is asked once for each column."""
    kept: dict[str, RowsByValue] = getattr(environment, "kept", {})
    if name not in kept:
        rows: dict[Outcome, list[int]] = {}
        for row, value in enumerate(environment.column(name)):
            rows.setdefault(_compared(value), []).append(row)
        kept[name] = rows
    return kept[name]


def _compared(value: Outcome) -> Outcome:
    """A value as it is compared: numbers on the 15 digits of a spreadsheet."""
    return float(format(value, ".15g")) if isinstance(value, float) else value


def _count_equal(node: Call) -> Step:
    """How many cells of a column hold a value; absent when the value is."""
    column, wanted = node.arguments
    assert isinstance(column, Ref)
    name, kind, value = column.symbol.id, _kind(type_of(wanted)), _step(wanted)

    def run(environment: Environment) -> Outcome:
        sought = value(environment)
        if not isinstance(sought, kind):
            return _absent(sought)
        return float(len(_rows_by_value(environment, name).get(_compared(sought), ())))

    return run


def _lookup(node: Call) -> Step:
    """What one column holds in the first row where another holds a value."""
    wanted, keys, results = node.arguments
    assert isinstance(keys, Ref)
    assert isinstance(results, Ref)
    value, sought_kind, found_kind = _step(wanted), _kind(type_of(wanted)), _kind(results.symbol.type)
    name, other = keys.symbol.id, results.symbol.id

    def run(environment: Environment) -> Outcome:
        sought = value(environment)
        if not isinstance(sought, sought_kind):
            return _absent(sought)
        rows = _rows_by_value(environment, name).get(_compared(sought), ())
        column = environment.column(other)
        found = column[rows[0]] if rows and rows[0] < len(column) else BLANK
        return found if found is NA or isinstance(found, found_kind) else BLANK

    return run


def _kind(type_: Type) -> type[float] | type[str]:
    """What a value of a type is in Python."""
    return str if type_ is Type.TEXT else float


def _state(matches: Callable[[Outcome], bool]) -> Callable[[Call], Step]:
    """Whether a value is there, blank or ``NA``; never absent."""

    def compile_(node: Call) -> Step:
        step = _step(node.arguments[0])
        return lambda environment: matches(step(environment))

    return compile_


def _of_one(kind: type[_Given], apply: Callable[[_Given], Outcome]) -> Callable[[Call], Step]:
    """Of one value; absent when it is."""
    return lambda node: _strict(kind, node.arguments, apply)


def _rounding(node: Call) -> Step:
    number, places = node.arguments
    assert isinstance(places, Number)
    decimals = int(places.value)
    return _strict(float, (number,), lambda value: _round(value, decimals))


def _judged(judge: Judge) -> Callable[[Call], Step]:
    """What a classification says of a text; blank when it has nothing to say."""

    def compile_(node: Call) -> Step:
        text, list_id = node.arguments
        assert isinstance(list_id, Text)
        step, name = _step(text), list_id.value

        def run(environment: Environment) -> Outcome:
            value = step(environment)
            if not isinstance(value, str):
                return _absent(value)
            return judge(environment.classification(name), value) or BLANK

        return run

    return compile_


def _year(serial: float) -> Outcome:
    return float(from_serial(serial).year) if FIRST_DAY <= serial < LAST_DAY + 1 else BLANK


def _if(node: Call) -> Step:
    condition, holds, fails = map(_step, node.arguments)

    def run(environment: Environment) -> Outcome:
        decided = condition(environment)
        if decided is True:
            return holds(environment)
        return fails(environment) if decided is False else BLANK

    return run


def _coalesce(node: Call) -> Step:
    steps = tuple(map(_step, node.arguments))

    def run(environment: Environment) -> Outcome:
        result: Outcome = BLANK
        for step in steps:
            value = step(environment)
            if not isinstance(value, Absent):
                return value
            if value is NA:
                result = NA
        return result

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
    "given": _state(lambda value: not isinstance(value, Absent)),
    "blank": _state(lambda value: value is BLANK),
    "na": _state(lambda value: value is NA),
    "round": _rounding,
    "abs": _of_one(float, abs),
    "year": _of_one(float, _year),
    "len": _of_one(str, lambda text: float(len(text))),
    "credit_code": _of_one(str, is_credit_code),
    "phone": _of_one(str, is_phone),
    "if": _if,
    "coalesce": _coalesce,
    **{name: _judged(judge) for name, judge in DESK.items()},
}

_NODES: Final[dict[type[Node], Callable[[Any], Step]]] = {
    Number: _literal,
    Text: _literal,
    Ref: _ref,
    Minus: lambda node: _strict(float, (node.operand,), operator.neg),
    Arithmetic: _arithmetic,
    Join: lambda node: _strict(str, node.parts, lambda *parts: "".join(parts)),
    Compare: _compare,
    Logic: _logic,
    Not: lambda node: _strict(bool, (node.operand,), operator.not_),
    Call: lambda node: _FUNCTIONS[node.function](node),
}

require_total(__name__, _NODES, _FUNCTIONS, desk=True)
