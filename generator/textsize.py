"""How much room a text takes: Excel fits neither merged cells nor a printed page, so heights are computed here.

Widths are counted in characters of the default font, 宋体 11, as column widths are: a digit is 1, a Chinese character
just under 2. The factors err to the wide side by about a tenth, for fonts that fall back; LibreOffice's own measure of
every text is the test.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Final

DEFAULT_SIZE: Final = 11.0
LINE_FACTOR: Final = 1.5
"""Height of a line over the size of its font: of Noto CJK, the tallest of the fonts that stand in for 宋体 (1.23)."""
PADDING: Final = 3.0
"""Points a row has beyond its lines."""
MARGIN: Final = 1.4
"""Characters that a cell's edges take from its width."""

_WIDE: Final = 1.93
_NARROW: Final = 1.06
_WIDE_KINDS: Final = frozenset("WFA")


def text_width(text: str, size: float) -> float:
    """Width of the longest line of ``text``, in characters."""
    return max((_line_width(line) for line in text.split("\n")), default=0.0) * size / DEFAULT_SIZE


def _line_width(line: str) -> float:
    return sum(_WIDE if unicodedata.east_asian_width(c) in _WIDE_KINDS else _NARROW for c in line)


def line_count(text: str, size: float, width: float) -> int:
    """Lines that ``text`` takes when wrapped in a cell ``width`` characters wide."""
    room = max(width - MARGIN, 1.0) * DEFAULT_SIZE / size
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    """Lines of one paragraph; a wide character that does not fit goes to the next line whole."""
    if len(line) * _WIDE <= room or _line_width(line) <= room:
        return 1
    lines, used = 1, 0.0
    for word in _words(line):
        width = _line_width(word)
        if used + width > room and used:
            lines, used = lines + 1, 0.0
        if width > room:
            lines += math.ceil(width / room) - 1
            width %= room
        used += width
    return lines


def _words(line: str) -> list[str]:
    """Where a line may break: after every Chinese character, and between Latin words."""
    words: list[str] = []
    latin = ""
    for character in line:
        if unicodedata.east_asian_width(character) in _WIDE_KINDS or character == " ":
            words.extend([latin, character] if latin else [character])
            latin = ""
        else:
            latin += character
    return [*words, latin] if latin else words


def height_for(lines: int, size: float) -> float:
    """Points that so many lines need."""
    return round(lines * size * LINE_FACTOR + PADDING, 1)


def text_height(text: str, size: float, width: float) -> float:
    """Points that a wrapped text needs in a cell ``width`` characters wide."""
    return height_for(line_count(text, size, width), size)
