"""The sheet 上年数: what last year's form said, for the checks that compare with it. It may stay empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.field_style import number_format
from generator.formula import condition
from generator.plan import Area, Place, Printing, Sheet, Slot, Validation
from generator.prompts import prompt_title
from generator.sketch import Sketch
from qingbiao.admission import admission
from qingbiao.bind import LAST
from qingbiao.expression.types import Bound
from qingbiao.form import Field, Kind

SHEET: Final = "上年数"
PURPOSE: Final = "上年同一报表的数，供审核时与本年比较"
_NOTE: Final = "黄色格照上年的同一报表抄录，或由程序从上年的工作簿导入；没有上年数的留空，不影响上报。"
_WIDTHS: Final = (60.0, 16.0, 24.0)


@dataclass
class LastSheet:
    """The sheet and where its cells are, by slot key."""

    places: dict[str, Place] = field(default_factory=dict)
    validations: list[Validation] = field(default_factory=list)
    sketch: Sketch = field(default_factory=lambda: Sketch(list(_WIDTHS)))

    def plan(self, kind: Kind, footer: str) -> Sheet | None:
        """Plan the sheet; there is none where no check compares with last year."""
        if not kind.last:
            return None
        self.sketch.line(style.TITLE, SHEET, least=34)
        self.sketch.line(style.NOTE.but(size=10), _NOTE)
        self._row("指标", "单位", "上年数", style.HEADER, style.HEADER)
        for field_id in kind.last:
            self._field(kind.fields[field_id], kind.entries[LAST + field_id])
        last = self.sketch.next_row - 1
        return Sheet(
            SHEET,
            tuple(self.sketch.widths),
            self.sketch.rows(),
            self.sketch.merges(),
            tuple(self.validations),
            Printing(
                "portrait", Area(1, 1, last, len(_WIDTHS)), repeat_rows=(3, 3), footer_left=footer, footer_right=SHEET
            ),
            freeze=(4, 1),
        )

    def _row(self, title: str, unit: str, content: str | Slot, look: style.Style, own_look: style.Style) -> None:
        row = self.sketch.next_row
        for column, (each, its_look) in enumerate(((title, look), (unit, look), (content, own_look)), 1):
            self.sketch.put(Area(row, column, row, column), its_look, each, least=20.0)
        self.sketch.next_row += 1

    def _field(self, each: Field, entry: Field) -> None:
        place = Place(SHEET, self.sketch.next_row, len(_WIDTHS))
        look = style.INPUT.but(horizontal="right", number_format=number_format(entry))
        self._row(each.title, each.unit, Slot(entry.id), style.LABEL, look)
        self.places[entry.id] = place
        cell = place.area.absolute
        formula = condition(Bound(admission(entry)), lambda _: cell)
        prompt = "填上年同一指标的数，没有的留空"
        refusal = "请填数字；上年没有这一项的，填“/”或留空。"
        self.validations.append(Validation((place.area,), "custom", formula, prompt_title(entry), prompt, refusal))
