"""Nodes → text, with no more parentheses than needed: ``parse(show(node)) == node``."""

from __future__ import annotations

from typing import Final

from qingbiao.expression.nodes import Arithmetic, Call, Compare, Join, Logic, Minus, Name, Node, Not, Number, Ref, Text
from qingbiao.expression.parse import ATOM, BINDING, COMPARE, JOIN, NOT, SIGN

_FIXED: Final[dict[type[Node], int]] = {Not: NOT, Compare: COMPARE, Join: JOIN, Minus: SIGN}


def show(node: Node) -> str:
    """``node`` as a person would write it."""
    match node:
        case Number(value=value):
            return show_number(value)
        case Text(value=text):
            return f"'{text}'" if '"' in text else f'"{text}"'
        case Name(path=path):
            return path
        case Ref(symbol=symbol):
            return symbol.id
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(show, arguments))})"
        case _:
            return _show_signs(node)


def _show_signs(node: Node) -> str:
    binding = _binding(node)
    match node:
        case Minus(operand=operand):
            return f"-{_inside(operand, binding)}"
        case Not(operand=operand):
            return f"not {_inside(operand, binding)}"
        case Arithmetic(sign=sign, left=left, right=right):
            return f"{_inside(left, binding)} {sign} {_inside(right, binding + 1)}"
        case Compare(sign=sign, left=left, right=right):
            return f"{_inside(left, binding + 1)} {sign} {_inside(right, binding + 1)}"
        case Join(parts=parts):
            return " & ".join(_inside(part, binding + 1) for part in parts)
        case Logic(word=word, parts=parts):
            return f" {word} ".join(_inside(part, binding + 1) for part in parts)
        case _:
            raise TypeError(f"no text for {type(node).__name__}")


def show_number(value: float) -> str:
    """A number with the 15 digits a spreadsheet keeps, and no decimals if it has none."""
    return format(value, ".15g")


def _binding(node: Node) -> int:
    match node:
        case Arithmetic(sign=sign):
            return BINDING[sign]
        case Logic(word=word):
            return BINDING[word]
        case _:
            return _FIXED.get(type(node), ATOM)


def _inside(node: Node, least: int) -> str:
    text = show(node)
    return text if _binding(node) >= least else f"({text})"
