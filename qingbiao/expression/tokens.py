"""The text of an expression, cut into words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from qingbiao.expression.fault import ExpressionError, Problem

TokenKind = Literal["number", "text", "name", "sign", "end"]

TOKEN_LIMIT: Final = 300
"""Far more than a formula of 8,192 characters can say, and few enough for every recursion over the nodes."""
TEXT_LIMIT: Final = 255
"""The longest text Excel accepts inside a formula."""
WORD_SIGNS: Final = frozenset({"and", "or", "not"})

_PATTERN: Final = re.compile(
    r"""
      (?P<space>  \s+ )
    | (?P<number> [0-9]+ (?:\.[0-9]+)? (?:[eE][+-]?[0-9]+)? )
    | (?P<text>   "[^"]*" | '[^']*' )
    | (?P<name>   [^\W\d]\w* (?:\.\w+)* )
    | (?P<sign>   == | != | <= | >= | [-+*/&<>(),] )
    """,
    re.VERBOSE,
)
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")

_MEANT: Final = {
    "=": "==",
    "!": "not",
    "|": "or",
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "＝": "==",
    "＜": "<",
    "＞": ">",
}
"""What people type instead of our signs, most of it by a Chinese keyboard."""


@dataclass(frozen=True)
class Token:
    """One word or sign, and where it starts (1-based)."""

    kind: TokenKind
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """The words and signs of ``text``, closed by one of kind ``end``. Raises ``ExpressionError``."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise ExpressionError(_unreadable(text[position], position + 1))
        if match.lastgroup != "space":
            found.append(_token(match))
        position = match.end()
    if len(found) > TOKEN_LIMIT:
        slots = {"count": len(found), "limit": TOKEN_LIMIT}
        raise ExpressionError(Problem("expr-too-many-parts", found[TOKEN_LIMIT].column, slots))
    return [*found, Token("end", "", len(text) + 1)]


def _unreadable(character: str, column: int) -> Problem:
    if character in "\"'":
        return Problem("expr-open-text", column, {"quote": character})
    return Problem("expr-character", column, {"character": character}, _MEANT.get(character, ""))


def _token(match: re.Match[str]) -> Token:
    text, column = match.group(), match.start() + 1
    if match["number"]:
        return Token("number", text, column)
    if match["text"]:
        return Token("text", _checked_text(text[1:-1], column), column)
    if match["sign"] or text in WORD_SIGNS:
        return Token("sign", text, column)
    if _NAME.fullmatch(text) is None:
        meant = text.lower()
        raise ExpressionError(
            Problem("expr-bad-name", column, {"name": text}, meant if _NAME.fullmatch(meant) is not None else "")
        )
    return Token("name", text, column)


def _checked_text(text: str, column: int) -> str:
    if len(text) > TEXT_LIMIT:
        raise ExpressionError(Problem("expr-long-text", column, {"length": len(text), "limit": TEXT_LIMIT}))
    return text
