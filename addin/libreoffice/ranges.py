"""Cells of LibreOffice, as xlwings asks for them: whole blocks in one call.

A value is a number, a text or ``None``; a day is its number, which the reader takes as well. As in Excel, a text that
is written and begins with ``=`` is a formula, and one that begins with ``'`` is the text after it. Formulas are in
LibreOffice's own grammar: they are only moved from one workbook to another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from xlwings import base_classes

from addin.libreoffice.office import enum, struct
from generator.package import column_number
from generator.plan import letters
from qingbiao.values import CellError

ERRORS: Final = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#VALUE!",
    511: "#VALUE!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""LibreOffice's error numbers as the texts of an xlsx."""

_CONTENT: Final = 1 | 2 | 4 | 16
"""Numbers, days, texts and formulas: ``com.sun.star.sheet.CellFlags``."""
_POINT: Final = 2540 / 72
"""In the hundredths of a millimetre that LibreOffice measures by."""

_A1: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)(?::\$?([A-Za-z]{1,3})\$?([0-9]+))?")


class Range(base_classes.Range):
    """A rectangle of cells; rows and columns count from 1."""

    def __init__(self, sheet: Any, top: int, left: int, bottom: int, right: int) -> None:
        self._sheet = sheet
        self._corners = (top, left, bottom, right)
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Any:
        top, left, bottom, right = self._corners
        return self._sheet.api.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def row(self) -> int:
        return self._corners[0]

    @property
    def column(self) -> int:
        return self._corners[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._corners
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, *at: int) -> Range:
        row, column = at if len(at) == 2 else divmod(at[0] - 1, self.shape[1])
        if len(at) == 1:
            row, column = row + 1, column + 1
        row, column = self.row + row - 1, self.column + column - 1
        return Range(self._sheet, row, column, row, column)

    @property
    def address(self) -> str:
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        top, left, bottom, right = self._corners
        row, column = "$" * row_absolute, "$" * col_absolute
        first = f"{column}{letters(left)}{row}{top}"
        text = first if len(self) == 1 else f"{first}:{column}{letters(right)}{row}{bottom}"
        return f"'{self._sheet.name}'!{text}" if external else text

    # --- values

    @property
    def raw_value(self) -> tuple[tuple[Any, ...], ...]:
        cells = self.api
        rows = cells.getDataArray()
        if any(value is None for row in rows for value in row):
            return _with_errors(cells, rows)
        return tuple(tuple(None if value == "" else value for value in row) for row in rows)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = _as_rows(data, self.shape)
        if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
            self.api.setFormulaArray(tuple(tuple(map(_typed, row)) for row in rows))
        else:
            self.api.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))

    @property
    def formula(self) -> tuple[tuple[str, ...], ...]:
        formulas: tuple[tuple[str, ...], ...] = self.api.getFormulaArray()
        return formulas

    @formula.setter
    def formula(self, data: Any) -> None:
        self.api.setFormulaArray(tuple(tuple(row) for row in _as_rows(data, self.shape)))

    def clear_contents(self) -> None:
        self.api.clearContents(_CONTENT)

    # --- rows and the selection

    @property
    def row_hidden(self) -> bool | None:
        visible = self.api.queryVisibleCells().getRangeAddresses()
        rows = {row for area in visible for row in range(area.StartRow, area.EndRow + 1)}
        return True if not rows else False if len(rows) == self.shape[0] else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.getRows().IsVisible = not value

    @property
    def row_height(self) -> float | None:
        return float(self.api.getRows().Height) / _POINT

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.api.getRows().Height = round(value * _POINT)

    def insert(self, shift: Any = None, copy_origin: Any = None) -> None:
        del copy_origin
        if shift != "down":
            raise NotImplementedError(shift)
        top, left, bottom, right = self._corners
        where = struct(
            "table.CellRangeAddress",
            Sheet=self._sheet.position,
            StartRow=top - 1,
            StartColumn=left - 1,
            EndRow=bottom - 1,
            EndColumn=right - 1,
        )
        whole = (left, right) == (1, self._sheet.columns)
        self._sheet.api.insertCells(where, enum("sheet.CellInsertMode", "ROWS" if whole else "DOWN"))

    def select(self) -> None:
        """A single cell gets the cursor and is not marked, or Enter would stay in what is marked."""
        book = self._sheet.book
        book.controller.select(self.api)
        if len(self) == 1:
            book.controller.select(book.api.createInstance("com.sun.star.sheet.SheetCellRanges"))


def area_of(sheet: Any, text: str) -> Range:
    """The range of an A1 address."""
    match = _A1.fullmatch(text)
    if match is None:
        raise ValueError(text)
    left, top, right, bottom = match.groups()
    return Range(sheet, int(top), column_number(left), int(bottom or top), column_number(right or left))


def _with_errors(cells: Any, rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Errors are not in the block; they are asked for one by one, and there are few."""

    def value(given: Any, row: int, column: int) -> Any:
        if given is None:
            cell = cells.getCellByPosition(column, row)
            return CellError(ERRORS.get(cell.getError()) or cell.getString())
        return None if given == "" else given

    return tuple(tuple(value(each, row, column) for column, each in enumerate(line)) for row, line in enumerate(rows))


def _as_rows(data: Any, shape: tuple[int, int]) -> Sequence[Sequence[Any]]:
    """What xlwings gives, a single value included, as rows."""
    if isinstance(data, list | tuple):
        return data if data and isinstance(data[0], list | tuple) else [data]
    rows, columns = shape
    return [[data] * columns] * rows


def _plain(value: Any) -> str | float:
    """A value as a block of data takes it: never an integer, an empty text for nothing."""
    if isinstance(value, str):
        return value.removeprefix("'")
    return "" if value is None else float(value)


def _typed(value: Any) -> str:
    """A value as a block of formulas takes it: as it would be typed."""
    if isinstance(value, str):
        return value if value.startswith(("=", "'")) else f"'{value}"
    return "" if value is None else repr(float(value))
