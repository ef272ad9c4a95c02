"""A backend answers for every node and every function, or is refused when it is imported."""

from __future__ import annotations

from collections.abc import Collection

from qingbiao.expression.functions import CORE_FUNCTIONS, DESK_FUNCTIONS
from qingbiao.expression.nodes import CORE_NODES, Node


def require_total(
    backend: str, nodes: Collection[type[Node]], functions: Collection[str], *, desk: bool = False
) -> None:
    """Raise ``TypeError`` unless ``nodes`` and ``functions`` are exactly the core language.

    With ``desk`` the backend answers the desk's functions too.
    """
    expected = CORE_FUNCTIONS | DESK_FUNCTIONS if desk else CORE_FUNCTIONS
    wrong = [
        *(f"no answer for {node.__name__}" for node in CORE_NODES.difference(nodes)),
        *(f"no answer for {name}()" for name in expected.difference(functions)),
        *(f"{name}() is no core function" for name in frozenset(functions) - expected),
    ]
    if wrong:
        raise TypeError(f"{backend}: {'; '.join(sorted(wrong))}")
