"""The sheet 参数: for each parameter what may be chosen, what is listed, what a person entered, and what is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.formula import condition
from generator.lists import Lists
from generator.plan import Area, Content, Place, Printing, Sheet, Slot, Validation
from generator.sketch import Sketch
from generator.style import Style
from qingbiao.admission import admission
from qingbiao.bind import YEAR
from qingbiao.entries import factor_columns
from qingbiao.expression.types import Bound
from qingbiao.form import Field, Kind, Parameter

SHEET: Final = "参数"
_WIDTHS: Final = (18.0, 44.0, 46.0)


@dataclass
class ParameterSheet:
    """The sheet and where its cells are, by slot key."""

    lists: Lists
    places: dict[str, Place] = field(default_factory=dict)
    entries: Mapping[str, Field] = field(default_factory=dict)
    """What stands in its cells, by slot key."""
    validations: list[Validation] = field(default_factory=list)
    sketch: Sketch = field(default_factory=lambda: Sketch(list(_WIDTHS)))

    def plan(self, kind: Kind, footer: str) -> Sheet:
        """Plan the sheet."""
        self.entries = kind.entries
        self.sketch.line(style.TITLE, "参数", least=34)
        self.sketch.line(
            style.NOTE.but(size=10),
            "计算用的年度、因子和系数。黄色格由填报人选择或填写；另用其他数值的，数值和出处都要填。采用的数值显示在各节末行。",
        )
        self._row("报告年度", Slot(YEAR), style.COMPUTED.but(horizontal="left", number_format="0"), None)
        for parameter in kind.parameters:
            self._parameter(parameter)
        last = self.sketch.next_row - 1
        return Sheet(
            SHEET,
            tuple(self.sketch.widths),
            self.sketch.rows(),
            self.sketch.merges(),
            tuple(self.validations),
            Printing("portrait", Area(1, 1, last, len(_WIDTHS)), footer_left=footer, footer_right=SHEET),
            freeze=(2, 1),
        )

    def _row(
        self, label: str, content: Content, look: Style, remark: Content, remark_look: Style = style.BLANK
    ) -> None:
        row = self.sketch.next_row
        for column, (each, own_look) in enumerate(((label, style.LABEL), (content, look), (remark, remark_look)), 1):
            least = 30.0 if column == 3 and isinstance(each, Slot) else 20.0
            self.sketch.put(Area(row, column, row, column), own_look, each, least=least)
            if isinstance(each, Slot):
                self.places[each.key] = Place(SHEET, row, column)
        self.sketch.next_row += 1

    def _parameter(self, parameter: Parameter) -> None:
        unit = f"（{parameter.unit}）" if parameter.unit else ""
        self.sketch.line(style.SECTION.but(horizontal="left"), f"{parameter.label}{unit}", least=24)
        if parameter.note:
            self.sketch.line(style.NOTE.but(border="thin"), parameter.note)
        if parameter.fixed:
            self._fixed(parameter)
            return
        if parameter.table is not None:
            self._choices(parameter)
        else:
            self._given(parameter)
        self._own(parameter)
        self._used(parameter)

    def _fixed(self, parameter: Parameter) -> None:
        look = _value_style(parameter)
        self._row("采用数值", Slot(parameter.symbol), look, parameter.source)
        self.places[f"{parameter.symbol}.source"] = Place(SHEET, self.sketch.next_row - 1, 3)

    def _choices(self, parameter: Parameter) -> None:
        assert parameter.table is not None
        cascade, table_id, symbol = parameter.table.cascade(), parameter.table.id, parameter.symbol
        cells = [f"{symbol}.{level}" for level in cascade.levels]
        for depth, key in enumerate(cells):
            title = self.entries[key].label
            self._row(title, Slot(key), style.INPUT.but(number_format="@"), None)
            rule = self.lists.level(table_id, cascade, depth, cells[:depth])
            prompt = f"{parameter.label}：从下拉列表中选择{title}" + ("，先选上一行" if depth else "")
            self._validate(
                key, "list", rule, title, prompt, f"请从下拉列表中选择{title}。改了上一行后，本行要重新选择。"
            )
        value = self.lists.payload(table_id, cascade, cascade.payload_columns.index("value"), cells)
        source = self.lists.payload(table_id, cascade, cascade.payload_columns.index("source"), cells)
        self._listed(parameter, value, source)
        self.lists.columns(factor_columns(parameter))

    def _listed(self, parameter: Parameter, value: str | None, source: str | None) -> None:
        """The value that is used unless a person enters another: looked up by formulas, or given by the spec."""
        key = f"{parameter.symbol}.listed"
        self._row(
            self.entries[key].label,
            Slot(key, value),
            _value_style(parameter),
            Slot(f"{parameter.symbol}.listed_source", source),
            style.COMPUTED.but(horizontal="left"),
        )

    def _given(self, parameter: Parameter) -> None:
        if parameter.value is not None:
            self._listed(parameter, None, None)
        elif parameter.min is not None and parameter.max is not None:
            text = (
                f"{parameter.min:.{parameter.decimals}f}—{parameter.max:.{parameter.decimals}f}，由填报人在范围内选定"
            )
            self._row("可选范围", text, style.BLANK, parameter.source)

    def _own(self, parameter: Parameter) -> None:
        symbol = parameter.symbol
        own, source = f"{symbol}.own", f"{symbol}.own_source"
        label = self.entries[own].label
        self._row(label, Slot(own), style.INPUT.but(horizontal="right"), Slot(source), style.INPUT)
        cell = self.places[own].area.absolute
        rule = condition(Bound(admission(self.entries[own])), lambda _: cell)
        limits = _limits(parameter)
        self._validate(own, "custom", rule, label, f"填数字{limits}；右边填出处", f"请填数字{limits}。")
        self._validate(source, "any", "", self.entries[source].label, "数值取自哪个文件、标准或实测报告", "")

    def _used(self, parameter: Parameter) -> None:
        symbol = parameter.symbol
        listed = f"{symbol}.listed" in self.places
        default, default_source = (f"{symbol}.listed", f"{symbol}.listed_source") if listed else ('""', '""')
        self._row(
            "采用数值",
            Slot(symbol, f"IF(ISNUMBER({symbol}.own),{symbol}.own,{default})"),
            _value_style(parameter).but(bold=True),
            Slot(f"{symbol}.source", f'IF(ISNUMBER({symbol}.own),{symbol}.own_source&"",{default_source})'),
            style.COMPUTED.but(horizontal="left"),
        )

    def _validate(self, key: str, rule: str, formula: str, title: str, prompt: str, error: str) -> None:
        area = self.places[key].area
        self.validations.append(Validation((area,), rule, formula, title, prompt, error))  # type: ignore[arg-type]


def _value_style(parameter: Parameter) -> Style:
    return style.COMPUTED.but(number_format="0." + "0" * parameter.decimals if parameter.decimals else "0")


def _limits(parameter: Parameter) -> str:
    if parameter.min is not None and parameter.max is not None:
        return f"，在 {parameter.min:g} 到 {parameter.max:g} 之间"
    return "，大于 0"
