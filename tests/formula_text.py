"""What stands in a formula, told from its text alone."""

from __future__ import annotations

import re
from typing import Final

from generator.functions import Use, allowed

ALLOWED: Final = allowed(Use.EXPRESSIONS)
"""What an expression may come to in a cell."""


def functions_used(text: str) -> frozenset[str]:
    """The functions a formula calls."""
    return frozenset(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', '""', text)))
