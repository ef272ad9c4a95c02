"""The buttons' pictures in LibreOffice, which has no ``imageMso``: lines on a grid of 24 by 24, our own drawing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_COLOUR: Final = "#2e8b6a"
"""Seen on light and on dark toolbars."""

_LINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "validate": "M5 4h14v17H5z M9 2h6v4H9z M8.5 13l2.8 3 4.7-6",
        "previous": "M15 5l-7 7 7 7",
        "next": "M9 5l7 7-7 7",
        "explain": "M3 4h18v12h-9l-5 5v-5H3z M7 8.5h10 M7 12h6",
        "submit": "M12 16V4 M6.5 9.5L12 4l5.5 5.5 M4 15v5h16v-5",
        "status": "M6 3h12v18l-3-2-3 2-3-2-3 2z M9 8h6 M9 12h6",
        "add_row": "M3 4h18v8H3z M3 8h18 M9 4v8 M12 15v7 M8.5 18.5h7",
        "import_last": "M12 3v11 M7 9.5l5 5 5-5 M4 15v5h16v-5",
        "repair": "M20 12a8 8 0 1 1-2.5-6 M19 2v5h-5",
        "tidy_print": "M7 8V3h10v5 M7 17H3V8h18v9h-4 M7 14h10v7H7z",
        "settings": "M4 6h9 M17 6h3 M15 3.5v5 M4 12h3 M11 12h9 M9 9.5v5 M4 18h9 M17 18h3 M15 15.5v5",
        "self_test": "M3 12h4l3-8 4 16 3-8h4",
        "help": "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19 M9 9.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2 M12 17v.6",
    }
)


def icon(action: str) -> str:
    """An SVG picture. Raises :class:`KeyError` for a button that has none."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
        f'<path d="{_LINES[action]}" fill="none" stroke="{_COLOUR}" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )
