"""The sheet 填报说明: how to fill, what the colours mean, which sheets there are, and what this form wants said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from generator import style
from generator.checks.names import REPORT
from generator.parameter_sheet import SHEET as PARAMETER_SHEET
from generator.plan import Area, Link, Printing, Sheet
from generator.sketch import Sketch
from generator.style import Fill
from qingbiao.form import Edition, Kind

SHEET: Final = "填报说明"
_WIDTHS: Final = (12.0, 84.0)
_TEMPLATE: Final = Path(__file__).with_name("guide.txt.j2")


def plan_guide(edition: Edition, kind: Kind, contents: Sequence[tuple[str, str]], footer: str) -> Sheet:
    """Plan the sheet; ``contents`` are the other visible sheets with their titles."""
    sketch = Sketch(list(_WIDTHS))
    for line in _lines(edition, kind, contents):
        _put(sketch, line)
    area = Area(1, 1, sketch.next_row - 1, len(_WIDTHS))
    printing = Printing("portrait", area, footer_left=footer, footer_right=SHEET)
    return Sheet(SHEET, tuple(sketch.widths), sketch.rows(), sketch.merges(), printing=printing, tab=Fill.TITLE)


def _lines(edition: Edition, kind: Kind, contents: Sequence[tuple[str, str]]) -> list[str]:
    environment = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    rows = [register.row for register in kind.registers.values() if register.grows]
    text = template.render(
        edition=edition,
        kind=kind,
        contents=contents,
        parameter_sheet=PARAMETER_SHEET,
        report_sheet=REPORT,
        row_word=f"个{rows[0]}" if rows else "项",
        reported=any(field.reported for field in kind.fields.values()),
    )
    return [line for line in text.splitlines() if line.strip()]


def _put(sketch: Sketch, line: str) -> None:
    mark, _, rest = line.partition(" ")
    match mark:
        case "=":
            sketch.line(style.TITLE.but(colour=Fill.TITLE), rest, least=38)
        case "#":
            sketch.line(style.HEADING, rest, least=22)
        case "!":
            fill, name, text = (part.strip() for part in rest.split("|", 2))
            look = style.PLAIN.but(border="thin", horizontal="center", **_colours(fill))
            _pair(sketch, look, name, style.PLAIN, text)
        case "|":
            sheet, title = (part.strip() for part in rest.split("|", 1))
            _pair(sketch, style.LINK, Link(sheet, sheet), style.PLAIN, title)
        case _:
            sketch.line(style.PLAIN, line)


def _colours(name: str) -> dict[str, object]:
    """The look of a colour of the guide: what a cell is for, or what is to be done about it."""
    if hasattr(Fill, name):
        return {"fill": getattr(Fill, name)}
    mark = getattr(style, name)
    return {"fill": mark.fill, "colour": mark.colour, "bold": mark.bold}


def _pair(sketch: Sketch, left: style.Style, first: str | Link, right: style.Style, second: str) -> None:
    row = sketch.next_row
    sketch.put(Area(row, 1, row, 1), left, first)
    sketch.put(Area(row, 2, row, 2), right, second)
    sketch.next_row += 1
