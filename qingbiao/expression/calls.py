"""Which functions an expression calls, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator

from qingbiao.expression.functions import FUNCTIONS
from qingbiao.expression.nodes import Call, Node, Ref, children


def calls(node: Node) -> Iterator[Call]:
    """Every call in an expression, the outer before the inner."""
    if isinstance(node, Call):
        yield node
    for child in children(node):
        yield from calls(child)


def searches(node: Node) -> bool:
    """Whether a resolved expression looks through whole columns of registers, so that its cost grows with the rows."""
    return any(FUNCTIONS[call.function].searches and any(map(_grows, call.arguments)) for call in calls(node))


def desk_calls(node: Node) -> tuple[Call, ...]:
    """The calls that only the desk can answer."""
    return tuple(call for call in calls(node) if FUNCTIONS[call.function].desk)


def _grows(argument: Node) -> bool:
    return isinstance(argument, Ref) and argument.symbol.shape == "column" and not argument.symbol.fixed
