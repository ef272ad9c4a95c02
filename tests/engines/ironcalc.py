"""IronCalc as an oracle: the same answers as `Office.recalculated`, in milliseconds and in every test run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import ironcalc
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from pathlib import Path


def recalculated(path: Path) -> dict[str, dict[str, float | str]]:
    """Every formula cell's value after evaluation, by sheet (hidden ones too) and address.

    Logical values come as 1.0 and 0.0, errors as Excel's text, a blank result as "".
    """
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    values: dict[str, dict[str, float | str]] = {name: {} for name in names}
    for sheet, row, column in model.get_all_cells():
        if model.get_cell_formula(sheet, row, column) is not None:
            value = model.get_cell_value(sheet, row, column)
            values[names[sheet]][f"{get_column_letter(column)}{row}"] = plain(value)
    return values


def plain(value: Any) -> float | str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return float(value)
    # it joins a negative zero to a text as "-0", and reads the escape "_x005F_" as it stands; no other program does
    return re.sub(r"(?<![0-9.])-0(?![0-9.])", "0", value.replace("_x005F_", "_"))
