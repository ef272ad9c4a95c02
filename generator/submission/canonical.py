"""JSON in one form, so that the same content has the same bytes and the same digest everywhere."""

from __future__ import annotations

import hashlib
import json

from qingbiao.finite import finite


def canonical_json(data: object) -> bytes:
    """Keys in order, no white space, UTF-8, one line."""
    text = json.dumps(finite(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", errors="surrogatepass") + b"\n"


def sha256(content: bytes) -> str:
    """The digest of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
