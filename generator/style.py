"""How cells look: one palette, one set of fonts. Colours, sizes and borders are written here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

SONG: Final = "宋体"
HEI: Final = "黑体"
FANG: Final = "仿宋"
"""Fonts every Chinese Windows and WPS has; the file also states charset and family, by which others find a fallback."""

Horizontal = Literal["left", "center", "right"]
Vertical = Literal["top", "center", "bottom"]


@dataclass(frozen=True, slots=True)
class Style:
    """Everything about how a cell looks, and whether it is locked."""

    font: str = SONG
    size: float = 10
    bold: bool = False
    colour: str = "000000"
    underline: bool = False
    fill: str | None = None
    border: Literal["none", "thin", "dotted"] = "none"
    horizontal: Horizontal = "left"
    vertical: Vertical = "center"
    wrap: bool = True
    number_format: str = "General"
    locked: bool = True

    def but(self, **changes: object) -> Style:
        """The same style with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Fill:
    """What a background colour means; the guide sheet shows these."""

    INPUT: Final = "FFF9DB"
    COMPUTED: Final = "E4ECF4"
    HEADER: Final = "F2F2F2"
    REPORTED: Final = "F3ECF8"
    TITLE: Final = "2F5D50"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell changes its look while something is to be done about it."""

    fill: str
    colour: str = "000000"
    bold: bool = False


MANDATORY: Final = Mark("FFB3AB", "8B0000", bold=True)
VERIFY: Final = Mark("FFCF87", "7A3E00")
HINT: Final = Mark("CFE3FF", "123A73")
MISSING: Final = Mark("FFE97F")
DONE: Final = Mark("D8F0DC", "1B5E20")
IDLE: Final = Mark("FFFFFF", "9A9A9A")

_SUBDUED: Final = "666666"

PLAIN: Final = Style()
TITLE: Final = Style(font=HEI, size=16, horizontal="center")
ABOVE: Final = Style(font=HEI, size=12)
NOTE: Final = Style(font=FANG, size=9, vertical="top")
HEADER: Final = Style(fill=Fill.HEADER, border="thin", horizontal="center")
SECTION: Final = HEADER.but(bold=True)
SECTION_TOP: Final = Style(font=HEI, size=12, horizontal="center")
LABEL: Final = Style(border="thin", fill=Fill.HEADER)
LINE_LABEL: Final = Style(horizontal="right", wrap=False)
NUMBER: Final = Style(border="thin", horizontal="center")
BLANK: Final = Style(border="thin")
INPUT: Final = Style(fill=Fill.INPUT, border="thin", locked=False)
COMPUTED: Final = Style(fill=Fill.COMPUTED, border="thin", horizontal="right")
REPORTED: Final = Style(fill=Fill.REPORTED, border="dotted", horizontal="right", locked=False)
REPORTED_LABEL: Final = Style(size=9, colour=_SUBDUED, horizontal="center")
CODE: Final = Style(size=8, colour=_SUBDUED, border="thin")
HEADING: Final = Style(font=HEI, size=12, colour="FFFFFF", fill=Fill.TITLE)
LINK: Final = Style(colour="1F4E79", underline=True)
