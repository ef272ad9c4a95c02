"""Text → nodes, by precedence climbing.

From loosest to tightest: ``or``, ``and``, ``not``, comparisons (not chained), ``&``, ``+ -``, ``* /``, unary ``-``.
"""

from __future__ import annotations

import math
from typing import Final, NoReturn, cast

from qingbiao.expression.fault import ExpressionError, Problem
from qingbiao.expression.nodes import (
    Arithmetic,
    ArithmeticSign,
    Call,
    Compare,
    CompareSign,
    Join,
    Logic,
    LogicWord,
    Minus,
    Name,
    Node,
    Not,
    Number,
    Text,
)
from qingbiao.expression.tokens import Token, tokens

OR, AND, NOT, COMPARE, JOIN, SUM, PRODUCT, SIGN, ATOM = range(1, 10)
"""How tightly things bind."""

COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
BINDING: Final = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(COMPARISONS, COMPARE),
    "&": JOIN,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
}
DEPTH_LIMIT: Final = 40


def parse(text: str) -> Node:
    """The nodes of ``text``. Raises ``ExpressionError`` with the first thing that cannot be read."""
    words = tokens(text)
    if len(words) == 1:
        raise ExpressionError(Problem("expr-empty", 1))
    parser = _Parser(words)
    node = parser.expression(OR)
    if parser.next.kind != "end":
        parser.unexpected()
    return node


class _Parser:
    """Reads tokens from left to right; ``next`` is the first that is not read yet."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._position = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._words[self._position]

    def _take(self) -> Token:
        token = self.next
        self._position += 1
        return token

    def _at(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.text == sign

    def unexpected(self) -> NoReturn:
        """Refuse the next token."""
        if self.next.kind == "end":
            raise ExpressionError(Problem("expr-unexpected-end", self.next.column))
        raise ExpressionError(Problem("expr-unexpected", self.next.column, {"found": self.next.text}))

    def expression(self, loosest: int) -> Node:
        """Everything up to a sign that binds more loosely than ``loosest``."""
        left = self._operand()
        while self.next.kind == "sign" and BINDING.get(self.next.text, 0) >= loosest:
            left = self._binary(left, self.next.text)
        return left

    def _binary(self, left: Node, sign: str) -> Node:
        binding = BINDING[sign]
        if binding in {OR, AND}:
            return Logic(cast("LogicWord", sign), self._series(left, sign), column=left.column)
        if binding == JOIN:
            return Join(self._series(left, sign), column=left.column)
        self._take()
        right = self.expression(binding + 1)
        if binding != COMPARE:
            return Arithmetic(cast("ArithmeticSign", sign), left, right, column=left.column)
        if self.next.text in COMPARISONS and self.next.kind == "sign":
            raise ExpressionError(Problem("expr-chained-comparison", self.next.column))
        return Compare(cast("CompareSign", sign), left, right, column=left.column)

    def _series(self, first: Node, sign: str) -> tuple[Node, ...]:
        parts = [first]
        while self._at(sign):
            self._take()
            parts.append(self.expression(BINDING[sign] + 1))
        return tuple(parts)

    def _operand(self) -> Node:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise ExpressionError(Problem("expr-too-deep", self.next.column, {"limit": DEPTH_LIMIT}))
        node = self._prefixed() if self.next.kind == "sign" else self._atom()
        self._depth -= 1
        return node

    def _prefixed(self) -> Node:
        token = self.next
        if token.text not in {"-", "not", "("}:
            self.unexpected()
        self._take()
        if token.text == "-":
            return Minus(self.expression(SIGN), column=token.column)
        if token.text == "not":
            return Not(self.expression(NOT), column=token.column)
        node = self.expression(OR)
        self._close(token)
        return node

    def _atom(self) -> Node:
        token = self.next
        if token.kind == "end":
            self.unexpected()
        self._take()
        if token.kind == "number":
            return _number(token)
        if token.kind == "text":
            return Text(token.text, column=token.column)
        if self._at("("):
            return Call(token.text, self._arguments(), column=token.column)
        return Name(token.text, column=token.column)

    def _arguments(self) -> tuple[Node, ...]:
        opened = self._take()
        if self._at(")"):
            self._take()
            return ()
        arguments = [self.expression(OR)]
        while self._at(","):
            self._take()
            arguments.append(self.expression(OR))
        self._close(opened)
        return tuple(arguments)

    def _close(self, opened: Token) -> None:
        if self.next.kind == "end":
            raise ExpressionError(Problem("expr-open-parenthesis", self.next.column, {"opened": opened.column}))
        if not self._at(")"):
            self.unexpected()
        self._take()


def _number(token: Token) -> Number:
    value = float(format(float(token.text), ".15g"))  # the digits a spreadsheet keeps
    if not math.isfinite(value):
        raise ExpressionError(Problem("expr-bad-number", token.column, {"number": token.text}))
    return Number(value, column=token.column)
