"""Data with infinite numbers in it, as JSON can hold it."""

from __future__ import annotations

import math
from typing import Any


def finite(data: Any) -> Any:
    """JSON has no infinite numbers, which a cell edited by hand can hold; they are written as texts."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    return str(data) if isinstance(data, float) and not math.isfinite(data) else data
