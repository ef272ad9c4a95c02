"""Rows of a sheet as XML, every formula with the value it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final
from xml.sax.saxutils import escape

from generator.plan import (
    Area,
    Cell,
    Content,
    Counter,
    Link,
    Row,
    Run,
    Settled,
    Sheet,
    Slot,
    formula_at,
    letters,
)
from generator.style import Style
from generator.xlsx.styles import FAMILIES, GB2312
from qingbiao.values import BLANK, ERROR, Value, to_cell

CellXml = Callable[[int], str]
"""The XML of a cell in the row of a number."""

_NOT_IN_XML: Final = "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_UNWRITABLE: Final = re.compile(_NOT_IN_XML + "|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold or would change; a spreadsheet writes it as ``_x001F_``, and so the ``_`` before such a text."""


def without_unwritable(text: str) -> str:
    """What XML can hold of a text, for places where nothing is escaped."""
    return re.sub(_NOT_IN_XML, "", text)


def rows_xml(settled: Settled, sheet: Sheet, style_id: Callable[[Style], int]) -> Iterator[str]:
    """The ``<row>`` elements of a sheet, in order."""
    shared = count()
    for row in sheet.rows:
        writers = [_cell_writer(cell, row, settled.values, style_id, shared) for cell in row.cells]
        for number in range(row.number, row.number + row.repeat):
            height = settled.heights.get((sheet.name, number), row.height)
            cells = "".join([write(number) for write in writers])
            yield f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _cell_writer(
    cell: Cell, row: Row, values: Mapping[str, object], style_id: Callable[[Style], int], shared: Iterator[int]
) -> CellXml:
    head = f'<c r="{letters(cell.column)}'
    look = f'" s="{style_id(cell.style)}"'
    content = cell.content
    match content:
        case None:
            return lambda number: f"{head}{number}{look}/>"
        case Counter():
            first = row.number - content.index - 1
            return lambda number: f"{head}{number}{look}><v>{number - first}</v></c>"
        case Slot():
            formula = _formula_writer(content.formula, cell.column, row, shared) if content.formula else None
            return _slot_writer(head + "{}" + look, formula, _values_from(values, content, row))
        case _:
            inner = _fixed(content, cell.style)
            return lambda number: f"{head}{number}{look}{inner}"


def _slot_writer(head: str, formula: CellXml | None, value_at: Callable[[int], Value]) -> CellXml:
    before, after = head.split("{}")
    if formula is None:
        return lambda number: f"{before}{number}{after}{_typed(value_at(number))}"
    return lambda number: f"{before}{number}{after}{_result(formula(number), value_at(number))}"


def _formula_writer(formula: str, column: int, row: Row, shared: Iterator[int]) -> CellXml:
    """The ``<f>`` element for a row number.

    Repeated rows share one text, as spreadsheets save a formula that was filled down; it is a third of the size. A
    formula that refers to another sheet by address cannot be shared.
    """
    text_at = formula_at(escape(formula))
    if row.repeat == 1 or "!" in formula:
        return lambda number: f"<f>{text_at(number)}</f>"
    index = next(shared)
    area = Area(row.number, column, row.number + row.repeat - 1, column).a1
    first = f'<f t="shared" ref="{area}" si="{index}">{text_at(row.number)}</f>'
    others = f'<f t="shared" si="{index}"/>'
    return lambda number: first if number == row.number else others


def _values_from(values: Mapping[str, object], slot: Slot, row: Row) -> Callable[[int], Value]:
    """The value for a row number, from one value or from the column of a register."""
    given, first = values.get(slot.key, BLANK), row.number - slot.index
    if isinstance(given, Sequence) and not isinstance(given, str):
        return lambda number: given[number - first] if number - first < len(given) else BLANK
    return lambda _: given  # type: ignore[return-value]


def _typed(value: Value) -> str:
    """An input: number, text or nothing."""
    shown = to_cell(value)
    if shown is None:
        return "/>"
    if value is ERROR:
        return f' t="e"><v>{shown}</v></c>'
    if isinstance(shown, str):
        return _text(shown)
    return f"><v>{shown!r}</v></c>"


def _result(formula: str, value: Value) -> str:
    """A formula with its value; blank is the empty text that the formula gives."""
    shown = to_cell(value)
    if isinstance(shown, str) or shown is None:
        return f' t="str">{formula}<v>{_escaped(shown or "")}</v></c>'
    return f">{formula}<v>{shown!r}</v></c>"


def _fixed(content: Content, style: Style) -> str:
    match content:
        case str():
            return _text(content)
        case tuple():
            runs = "".join(_run(run, style) for run in content)
            return f' t="inlineStr"><is>{runs}</is></c>'
        case Link(text=text, formula=formula):
            return f' t="str"><f>{escape(formula)}</f><v>{_escaped(text)}</v></c>'
        case float():
            return _typed(content)
        case _:
            raise TypeError(content)


def _text(text: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _run(run: Run, style: Style) -> str:
    """A run that is not raised keeps the cell's font; one with properties of its own has to name them all."""
    if not run.raised:
        return f'<r><t xml:space="preserve">{_escaped(run.text)}</t></r>'
    bold = "<b/>" if style.bold else ""
    font = f'<rFont val="{style.font}"/><family val="{FAMILIES[style.font]}"/><charset val="{GB2312}"/>'
    properties = f'<rPr>{bold}<vertAlign val="superscript"/><sz val="{style.size:g}"/>{font}</rPr>'
    return f'<r>{properties}<t xml:space="preserve">{_escaped(run.text)}</t></r>'


def _escaped(text: str) -> str:
    return escape(_UNWRITABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text))
