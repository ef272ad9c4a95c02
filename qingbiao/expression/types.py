"""Names and types: what an expression means at the place where it stands, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, NewType, TypeVar

from qingbiao.expression.fault import ExpressionError, Problem
from qingbiao.expression.functions import FUNCTIONS, Function, Takes
from qingbiao.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    Join,
    Logic,
    Minus,
    Name,
    Node,
    Not,
    Number,
    Ref,
    Text,
    children,
)
from qingbiao.expression.show import show
from qingbiao.expression.symbol import Scope, Symbol, Type
from qingbiao.faults import nearest
from qingbiao.values import NA_TEXT

__all__ = ["Bound", "Scope", "Symbol", "Type", "references", "resolve_names", "type_of"]

Bound = NewType("Bound", Node)
"""An expression whose names are resolved and whose types fit."""

DECIMALS_LIMIT: Final = 9
_DECIDING: Final = frozenset({Takes.SAME, Takes.BRANCH, Takes.NUMBERS, Takes.RESULTS})
_Part = TypeVar("_Part")


def resolve_names(node: Node, scope: Scope) -> Bound:
    """``node`` with every name replaced by what it means in ``scope``. Raises ``ExpressionError`` with all problems."""
    binder = _Binder(scope)
    bound, _ = binder.bind(node)
    if binder.problems:
        raise ExpressionError(*binder.problems)
    return Bound(bound)


def type_of(node: Node) -> Type:
    """The type of a resolved expression."""
    match node:
        case Number() | Minus() | Arithmetic():
            return Type.NUMBER
        case Text() | Join():
            return Type.TEXT
        case Compare() | Logic() | Not():
            return Type.CONDITION
        case Ref(symbol=symbol):
            return symbol.type
        case Call(function=name, arguments=arguments):
            function = FUNCTIONS[name]
            return function.gives or _common([type_of(part) for part in _deciding(function, arguments)])
        case _:
            raise TypeError(f"{type(node).__name__} has no type before its name is resolved")


def references(node: Node) -> frozenset[Symbol]:
    """Every cell and column a resolved expression depends on."""
    if isinstance(node, Ref):
        return frozenset({node.symbol})
    return frozenset().union(*map(references, children(node)))


def _deciding(function: Function, arguments: Sequence[_Part]) -> list[_Part]:
    """The arguments whose common type is the type of the result."""
    return [part for position, part in enumerate(arguments) if function.argument(position) in _DECIDING]


def _common(types: list[Type]) -> Type:
    """The one type of several; dates among numbers are numbers."""
    return types[0] if len(set(types)) == 1 else Type.NUMBER


def _fits(found: Type, expected: Type) -> bool:
    return found is expected or (found is Type.DATE and expected is Type.NUMBER)


def _alike(one: Type, other: Type) -> bool:
    return _fits(one, other) or _fits(other, one)


Typed = tuple[Node, Type | None]
"""A resolved node and its type; ``None`` after a problem, so that one mistake is told once."""


class _Binder:
    """Walks an expression once, in reading order, and collects what is wrong."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.problems: list[Problem] = []

    def _refuse(self, node: Node, code: str, *, suggestion: str = "", **slots: object) -> None:
        self.problems.append(Problem(code, node.column, slots, suggestion))

    def bind(self, node: Node) -> Typed:
        """One value; a whole column is refused."""
        match node:
            case Name():
                return self._cell(node)
            case Call():
                return self._call(node)
            case Arithmetic():
                return self._arithmetic(node), Type.NUMBER
            case Compare():
                return self._compare(node), Type.CONDITION
            case _:
                return self._uniform(node), type_of(node)

    def _uniform(self, node: Node) -> Node:
        """A node whose operands, if any, are all of one type."""
        match node:
            case Minus(operand=operand):
                return replace(node, operand=self._expect(operand, Type.NUMBER))
            case Not(operand=operand):
                return replace(node, operand=self._expect(operand, Type.CONDITION))
            case Join(parts=parts):
                return replace(node, parts=tuple(map(self._joined, parts)))
            case Logic(parts=parts):
                return replace(node, parts=self._all(parts, Type.CONDITION))
            case Text():
                self._visible(node)
        return node

    def _joined(self, part: Node) -> Node:
        """A part of a longer text, which may be a space or a slash."""
        return part if isinstance(part, Text) else self._expect(part, Type.TEXT)

    def _visible(self, node: Text) -> None:
        if node.value.strip() in {"", NA_TEXT}:
            self._refuse(node, "expr-absent-text", text=node.value)

    def _name(self, node: Name) -> Symbol | None:
        symbol = self._scope.resolve(node.path)
        if symbol is None:
            suggestion = nearest(node.path, self._scope.names())
            self._refuse(node, "expr-unknown-name", name=node.path, suggestion=suggestion)
        return symbol

    def _cell(self, node: Name) -> Typed:
        symbol = self._name(node)
        if symbol is None:
            return node, None
        if symbol.shape == "column":
            self._refuse(node, "expr-column-for-cell", part=node.path)
            return node, None
        return Ref(symbol, column=node.column), symbol.type

    def _expect(self, node: Node, expected: Type) -> Node:
        bound, found = self.bind(node)
        if found is not None and not _fits(found, expected):
            self._refuse(node, f"expr-{found.value}-for-{expected.value}", part=show(node))
        return bound

    def _all(self, parts: Iterable[Node], expected: Type) -> tuple[Node, ...]:
        return tuple(self._expect(part, expected) for part in parts)

    def _scalar(self, node: Node) -> Typed:
        bound, found = self.bind(node)
        if found is Type.CONDITION:
            self._refuse(node, "expr-condition-for-scalar", part=show(node))
            return bound, None
        return bound, found

    def _arithmetic(self, node: Arithmetic) -> Node:
        left, right = self._all((node.left, node.right), Type.NUMBER)
        if node.sign == "/" and right == Number(0.0):
            self._refuse(right, "expr-divided-by-zero")
        return replace(node, left=left, right=right)

    def _compare(self, node: Compare) -> Node:
        (left, one), (right, other) = self._scalar(node.left), self._scalar(node.right)
        if one is not None and other is not None:
            if not _alike(one, other):
                self._refuse(node.right, "expr-mixed-types", first=show(node.left), other=show(node.right))
            elif one is Type.TEXT and node.sign not in {"==", "!="}:
                self._refuse(node, "expr-text-order", sign=node.sign)
        return replace(node, left=left, right=right)

    def _call(self, node: Call) -> Typed:
        function = FUNCTIONS.get(node.function)
        if function is None:
            suggestion = nearest(node.function, FUNCTIONS)
            self._refuse(node, "expr-unknown-function", name=node.function, suggestion=suggestion)
        elif not function.allows(len(node.arguments)):
            expected = _how_many(function)
            self._refuse(node, "expr-argument-count", name=node.function, expected=expected, found=len(node.arguments))
        if function is None or not function.allows(len(node.arguments)):
            return node, None
        arguments = self._arguments(function, node)
        return replace(node, arguments=tuple(part for part, _ in arguments)), self._result(function, arguments)

    def _arguments(self, function: Function, node: Call) -> list[Typed]:
        """All arguments; those that must be alike are compared with the first of them."""
        bound: list[Typed] = []
        first: tuple[Node, Type] | None = None
        for position, part in enumerate(node.arguments):
            takes = function.argument(position)
            argument = _ARGUMENTS[takes](self, part, function, bound)
            bound.append(argument)
            if takes not in {Takes.SAME, Takes.BRANCH} or argument[1] is None:
                continue
            if first is None:
                first = part, argument[1]
            elif not _alike(argument[1], first[1]):
                self._refuse(part, "expr-mixed-types", first=show(first[0]), other=show(part))
        return bound

    def _result(self, function: Function, arguments: list[Typed]) -> Type | None:
        if function.gives is not None:
            return function.gives
        types = [found for _, found in _deciding(function, arguments)]
        known = [found for found in types if found is not None]
        return _common(known) if len(known) == len(types) else None

    def numbers(self, node: Node, function: Function, _: list[Typed]) -> Typed:
        """The name of a cell or column of numbers."""
        if not isinstance(node, Name):
            self._refuse(node, "expr-no-reference", name=function.name, part=show(node))
            return node, None
        symbol = self._name(node)
        if symbol is None:
            return node, None
        if symbol.type is Type.TEXT:
            self._refuse(node, "expr-text-for-number", part=node.path)
            return node, None
        return Ref(symbol, column=node.column), symbol.type

    def whole_column(self, node: Node, function: Function, _: list[Typed]) -> Typed:
        """The name of a column of anything."""
        symbol = self._name(node) if isinstance(node, Name) else None
        if isinstance(node, Name) and symbol is None:
            return node, None
        if symbol is None or symbol.shape != "column":
            self._refuse(node, "expr-no-column", name=function.name, part=show(node))
            return node, None
        return Ref(symbol, column=node.column), symbol.type

    def decimals(self, node: Node, _: Function, __: list[Typed]) -> Typed:
        """How many decimals, written out."""
        if not isinstance(node, Number) or node.value not in range(DECIMALS_LIMIT + 1):
            self._refuse(node, "expr-no-decimals", part=show(node), limit=DECIMALS_LIMIT)
        return node, Type.NUMBER

    def literal(self, node: Node, function: Function, earlier: list[Typed]) -> Typed:
        """A value of the column's type, written out; numbers may be negative."""
        inner = node.operand if isinstance(node, Minus) else node
        if not isinstance(inner, Number) and not isinstance(node, Text):
            self._refuse(node, "expr-no-literal", name=function.name, part=show(node))
            return node, None
        if isinstance(node, Text):
            self._visible(node)
        return self._like_before((node, type_of(node)), node, earlier)

    def alike(self, node: Node, _: Function, earlier: list[Typed]) -> Typed:
        """One value of the type of the argument before."""
        return self._like_before(self._scalar(node), node, earlier)

    def keys(self, node: Node, function: Function, earlier: list[Typed]) -> Typed:
        """The name of a column of the type of the argument before."""
        return self._like_before(self.whole_column(node, function, earlier), node, earlier)

    def _like_before(self, typed: Typed, written: Node, earlier: list[Typed]) -> Typed:
        """``typed``, which may be compared with the argument before it."""
        (before, expected), found = earlier[-1], typed[1]
        if expected is not None and found is not None and not _alike(found, expected):
            self._refuse(written, "expr-mixed-types", first=show(before), other=show(written))
        return typed

    def code_list(self, node: Node, function: Function, _: list[Typed]) -> Typed:
        """The id of a code list, written out."""
        if not isinstance(node, Text):
            self._refuse(node, "expr-no-list", name=function.name, part=show(node))
        return node, None

    def of_type(self, node: Node, expected: Type) -> Typed:
        """One value of a given type."""
        return self._expect(node, expected), expected

    def scalar(self, node: Node, _: Function, __: list[Typed]) -> Typed:
        """One value that is no condition."""
        return self._scalar(node)

    def branch(self, node: Node, _: Function, __: list[Typed]) -> Typed:
        """One value of any type."""
        return self.bind(node)


def _how_many(function: Function) -> str:
    if function.most is None:
        return f"{function.least}…"
    return str(function.least) if function.least == function.most else f"{function.least}–{function.most}"


_Argument = Callable[[_Binder, Node, Function, list[Typed]], Typed]
_ARGUMENTS: Final[dict[Takes, _Argument]] = {
    Takes.NUMBER: lambda binder, node, *_: binder.of_type(node, Type.NUMBER),
    Takes.TEXT: lambda binder, node, *_: binder.of_type(node, Type.TEXT),
    Takes.DATE: lambda binder, node, *_: binder.of_type(node, Type.DATE),
    Takes.CONDITION: lambda binder, node, *_: binder.of_type(node, Type.CONDITION),
    Takes.SCALAR: _Binder.scalar,
    Takes.SAME: _Binder.scalar,
    Takes.BRANCH: _Binder.branch,
    Takes.NUMBERS: _Binder.numbers,
    Takes.COLUMN: _Binder.whole_column,
    Takes.DECIMALS: _Binder.decimals,
    Takes.LITERAL: _Binder.literal,
    Takes.ALIKE: _Binder.alike,
    Takes.KEYS: _Binder.keys,
    Takes.RESULTS: _Binder.whole_column,
    Takes.LIST: _Binder.code_list,
}
assert _ARGUMENTS.keys() == set(Takes)
