"""XML in one form (C14N), whichever library openpyxl serialises with: with lxml, where it happens to be installed, it
gives other bytes than without, and a process that imported openpyxl before us has already chosen.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import canonicalize

DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def canonical(xml: bytes | str) -> bytes:
    """The same XML: attributes and namespaces in order, no declaration."""
    return canonicalize(xml).encode()
