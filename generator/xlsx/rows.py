"""Rows of a sheet as XML, every formula with the value it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from generator.plan import Cell, Content, Counter, Link, Row, Run, Settled, Sheet, Slot, formula_at, letters, quoted
from generator.style import Style
from qingbiao.values import BLANK, Value, to_cell

CellXml = Callable[[int], str]
"""The XML of a cell in the row of a number."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold; a spreadsheet writes them as ``_x001F_``."""


def rows_xml(settled: Settled, sheet: Sheet, style_id: Callable[[Style], int]) -> Iterator[str]:
    """The ``<row>`` elements of a sheet, in order."""
    for row in sheet.rows:
        writers = [_cell_writer(cell, row, settled.values, style_id) for cell in row.cells]
        for number in range(row.number, row.number + row.repeat):
            height = settled.heights.get((sheet.name, number), row.height)
            cells = "".join([write(number) for write in writers])
            yield f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _cell_writer(cell: Cell, row: Row, values: Mapping[str, object], style_id: Callable[[Style], int]) -> CellXml:
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
            return _slot_writer(head, look, content, row, values)
        case _:
            inner = _fixed(content)
            return lambda number: f"{head}{number}{look}{inner}"


def _slot_writer(head: str, look: str, slot: Slot, row: Row, values: Mapping[str, object]) -> CellXml:
    value_at = _values_from(values.get(slot.key, BLANK), row.number - slot.index)
    if slot.formula is None:
        return lambda number: f"{head}{number}{look}{_typed(value_at(number))}"
    formula = formula_at(escape(slot.formula))
    return lambda number: f"{head}{number}{look}{_result(formula(number), value_at(number))}"


def _values_from(values: object, first: int) -> Callable[[int], Value]:
    """The value for a row number, from one value or from the column of a register that begins in row ``first``."""
    if isinstance(values, Sequence) and not isinstance(values, str):
        return lambda number: values[number - first] if number - first < len(values) else BLANK
    return lambda _: values  # type: ignore[return-value]


def _typed(value: Value) -> str:
    """An input: number, text or nothing."""
    shown = to_cell(value)
    if shown is None:
        return "/>"
    if isinstance(shown, str):
        return _text(shown)
    return f"><v>{shown!r}</v></c>"


def _result(formula: str, value: Value) -> str:
    """A formula with its value; blank is the empty text that the formula gives."""
    shown = to_cell(value)
    if isinstance(shown, str) or shown is None:
        return f' t="str"><f>{formula}</f><v>{_escaped(shown or "")}</v></c>'
    return f"><f>{formula}</f><v>{shown!r}</v></c>"


def _fixed(content: Content) -> str:
    match content:
        case str():
            return _text(content)
        case tuple():
            return f' t="inlineStr"><is>{"".join(map(_run, content))}</is></c>'
        case Link(text=text, sheet=sheet):
            target = "#" + quoted(sheet) + "!A1"
            formula = escape(f'HYPERLINK("{target}","{text}")')
            return f' t="str"><f>{formula}</f><v>{_escaped(text)}</v></c>'
        case float():
            return _typed(content)
        case _:
            raise TypeError(content)


def _text(text: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _run(run: Run) -> str:
    """Runs of a rich text keep the cell's font; a note mark is raised."""
    raised = '<rPr><vertAlign val="superscript"/></rPr>' if run.raised else ""
    return f'<r>{raised}<t xml:space="preserve">{_escaped(run.text)}</t></r>'


def _escaped(text: str) -> str:
    return escape(_UNWRITABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text))
