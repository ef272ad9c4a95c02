"""A backend answers for every node and every function, or is refused when it is imported."""

from __future__ import annotations

from collections.abc import Collection

from qingbiao.expression.functions import CORE_FUNCTIONS
from qingbiao.expression.nodes import CORE_NODES, Node


def require_total(backend: str, nodes: Collection[type[Node]], functions: Collection[str]) -> None:
    """Raise ``TypeError`` unless ``nodes`` and ``functions`` are exactly the core language."""
    wrong = [
        *(f"no answer for {node.__name__}" for node in CORE_NODES.difference(nodes)),
        *(f"no answer for {name}()" for name in CORE_FUNCTIONS.difference(functions)),
        *(f"{name}() is no core function" for name in frozenset(functions) - CORE_FUNCTIONS),
    ]
    if wrong:
        raise TypeError(f"{backend}: {'; '.join(sorted(wrong))}")
