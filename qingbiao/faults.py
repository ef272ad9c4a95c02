"""A fault is data: a code, a place and the values to say; how it reads is decided by the catalogue and the locale."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from qingbiao.messages import CATALOGUE

Language = Literal["zh", "en"]

LONGEST_QUOTE = 60

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Place:
    """Where a fault is: a line of a file (1-based line and column, the line quoted), a cell of a sheet, or both."""

    file: str = ""
    line: int = 0
    column: int = 0
    quote: str = ""
    sheet: str = ""
    cell: str = ""
    name: str = ""
    """What the cell is called in the workbook."""

    def text(self) -> str:
        """``file:line:column``, ``sheet!cell`` and ``(name)``, as far as known."""
        spot = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        cell = "!".join(part for part in (self.sheet, self.cell) if part)
        name = f"({self.name})" if self.name else ""
        return " ".join(part for part in (spot, cell, name) if part)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``code`` names an entry of the catalogue, ``slots`` fill its template."""

    code: str
    slots: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    place: Place = Place()
    suggestion: str = ""

    def text(self, language: Language) -> str:
        """The whole message: code, place, what is wrong, the nearest legal name, and the quoted line with a caret."""
        message = visible(CATALOGUE[self.code].render(language, self.slots))
        if self.suggestion:
            message += CATALOGUE["nearest"].render(language, {"name": self.suggestion})
        where = visible(self.place.text())
        head = f"{where}: [{self.code}] {message}" if where else f"[{self.code}] {message}"
        if not self.place.quote:
            return head
        caret = _as_wide(self.place.quote[: self.place.column - 1]) + "^" if self.place.column else ""
        return "\n".join(part for part in (head, f"    {self.place.quote}", f"    {caret}".rstrip()) if part.strip())


_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}


def visible(text: str) -> str:
    """A line as a terminal may show it: what a cell or a name holds must neither end it nor move the cursor, so
    that each control character is told by its picture (␊).
    """
    return text.translate(_PICTURES)


def _as_wide(text: str) -> str:
    """Spaces as wide as ``text`` where Chinese characters take two columns."""
    return "".join("\u3000" if unicodedata.east_asian_width(character) in "WF" else " " for character in text)


def short(value: object) -> str:
    """A value as a message quotes it: not too long, and nothing for nothing."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def nearest(name: str, legal: Iterable[str]) -> str:
    """The legal name most like ``name``, or ``""`` when none is near."""
    close = difflib.get_close_matches(name, list(legal), n=1, cutoff=0.6)
    return close[0] if close else ""
