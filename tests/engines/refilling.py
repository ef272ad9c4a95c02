"""One open workbook filled again and again: what an engine recalculates, without a file for each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import ironcalc
from openpyxl.utils import get_column_letter

from generator.plan import Place
from qingbiao.values import ERROR, Value, to_cell
from tests.engines.ironcalc import plain

Cells = Mapping[Place, Sequence[Any]]
"""What to fill in: for each place the values from its first cell downwards, ``None`` for an empty cell and
``{"formula": …}`` for what no program takes as a value."""


class Refilled(Protocol):
    """A workbook open in an engine."""

    def values(self, cells: Cells) -> dict[tuple[str, str], float | str]:
        """The values of all formula cells once ``cells`` are filled in; what was filled in before is forgotten."""


class InIronCalc:
    """Open in IronCalc."""

    def __init__(self, path: Path) -> None:
        self._model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        self._sheets = [sheet["name"] for sheet in self._model.get_worksheets_properties()]
        self._formulas = {
            (self._sheets[sheet], f"{get_column_letter(column)}{row}"): (sheet, row, column)
            for sheet, row, column in self._model.get_all_cells()
            if self._model.get_cell_formula(sheet, row, column) is not None
        }
        self._known: dict[tuple[int, int, int], Any] = {}

    def values(self, cells: Cells) -> dict[tuple[str, str], float | str]:
        for place, values in cells.items():
            sheet = self._sheets.index(place.sheet)
            for shift, value in enumerate(values):
                self._set((sheet, place.row + shift, place.column), value)
        self._model.evaluate()
        value = self._model.get_cell_value
        return {spot: plain(value(*place)) for spot, place in self._formulas.items()}

    def _set(self, spot: tuple[int, int, int], value: Any) -> None:
        if spot in self._known and self._known[spot] == value and type(self._known[spot]) is type(value):
            return
        self._known[spot] = value
        if value is None:
            self._model.clear_cell_contents(*spot)
        elif isinstance(value, dict):
            self._model.set_user_input(*spot, value["formula"])
        elif isinstance(value, str):
            self._model.update_cell_with_text(*spot, value)
        else:
            self._model.update_cell_with_number(*spot, float(value))


def cells_of(inputs: Iterable[tuple[str, Place]], values: Mapping[str, Any]) -> dict[Place, list[Any]]:
    """Every input's place with its values, blanks to the end of each column."""
    from generator.formula_cells import value_at

    return {
        place: [_given(value_at(values[key], index)) for index in range(place.rows)]
        for key, place in inputs
        if key in values
    }


def _given(value: Value) -> Any:
    return {"formula": "=NA()"} if value is ERROR else to_cell(value)
