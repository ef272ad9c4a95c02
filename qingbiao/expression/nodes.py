"""An expression as plain data. Nodes print nothing and compute nothing; each backend answers for all of them.

``column`` is where the node starts in the source text (1-based). It is for messages only: two nodes that mean the
same are equal wherever they stand.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import Final, Literal

from qingbiao.expression.symbol import Symbol

ArithmeticSign = Literal["+", "-", "*", "/"]
CompareSign = Literal["==", "!=", "<", "<=", ">", ">="]
LogicWord = Literal["and", "or"]


@dataclass(frozen=True)
class Node:
    """What all nodes have."""

    _: KW_ONLY
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True)
class Number(Node):
    """A number as written: never negative, never more than the 15 digits a spreadsheet keeps."""

    value: float


@dataclass(frozen=True)
class Text(Node):
    """A text as written, without its quotes."""

    value: str


@dataclass(frozen=True)
class Name(Node):
    """A name as written (``resources.power``); name resolution replaces it by a :class:`Ref`."""

    path: str


@dataclass(frozen=True)
class Ref(Node):
    """What a name means: a cell, or a whole column of a register."""

    symbol: Symbol


@dataclass(frozen=True)
class Minus(Node):
    """The negative of a number."""

    operand: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """Two numbers added, subtracted, multiplied or divided; dividing by zero gives blank."""

    sign: ArithmeticSign
    left: Node
    right: Node


@dataclass(frozen=True)
class Join(Node):
    """Two or more texts, one after another (``&``)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(Node):
    """Two numbers compared, or two texts for being exactly the same."""

    sign: CompareSign
    left: Node
    right: Node


@dataclass(frozen=True)
class Logic(Node):
    """Two or more conditions; absent as soon as one of them is."""

    word: LogicWord
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    """The opposite of a condition."""

    operand: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of :mod:`qingbiao.expression.functions` with its arguments."""

    function: str
    arguments: tuple[Node, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under ``node``, in reading order."""
    match node:
        case Minus(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Join(parts=parts) | Logic(parts=parts) | Call(arguments=parts):
            return parts
        case _:
            return ()


CORE_NODES: Final[frozenset[type[Node]]] = frozenset(
    {Number, Text, Ref, Minus, Arithmetic, Join, Compare, Logic, Not, Call}
)
"""What a backend meets after name resolution and lowering, and must answer for."""
