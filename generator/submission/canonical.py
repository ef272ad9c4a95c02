"""JSON in one form, so that the same content has the same bytes and the same digest everywhere."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any


def canonical_json(data: object) -> bytes:
    """Keys in order, no white space, UTF-8, one line."""
    text = json.dumps(finite(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", errors="surrogatepass") + b"\n"


def finite(data: Any) -> Any:
    """JSON has no infinite numbers, which a cell edited by hand can hold; they are written as texts."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    return str(data) if isinstance(data, float) and not math.isfinite(data) else data


def sha256(content: bytes) -> str:
    """The digest of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
