"""What expressions look at: the values of symbols, at several rows of a register at once.

An expression is run over all its rows in one go: each node loops once, and a long register does not pay for a walk
through the nodes in every row. The whole filing is a single row, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qingbiao.expression.desk import Classification
from qingbiao.expression.symbol import ROW
from qingbiao.values import BLANK, NA, Value, bare

WHOLE: Final = (0,)
"""The rows of what belongs to no register."""

RowsByValue = Mapping[Value, Sequence[int]]

_NOTHING: Final[Mapping[str, Any]] = {}


class SymbolValues:
    """Every cell and column by the id of its symbol. What has been read once is not changed any more."""

    def __init__(
        self,
        cells: Mapping[str, Value] = _NOTHING,
        columns: Mapping[str, Sequence[Value]] = _NOTHING,
        classifications: Mapping[str, Classification] = _NOTHING,
    ) -> None:
        self.cells = dict(cells)
        self.columns = dict(columns)
        self.classifications = classifications
        """By the id of the newest list; only desk functions ask."""
        self._by_value: dict[str, RowsByValue] = {}
        self._writings: dict[str, Mapping[str, Sequence[str]]] = {}

    def at(self, numbers: Sequence[int] = WHOLE) -> Rows:
        """These rows, counted from 0, each once and in their order."""
        return Rows(self, numbers)

    def rows_by_value(self, column: str) -> RowsByValue:
        """In which rows of a column each value stands; a column is gone through once, however often it is asked."""
        if column not in self._by_value:
            rows: dict[Value, list[int]] = {}
            for row, value in enumerate(self.columns[column]):
                rows.setdefault(compared(value), []).append(row)
            self._by_value[column] = rows
        return self._by_value[column]

    def writings(self, column: str) -> Mapping[str, Sequence[str]]:
        """How each name in a column is written there, by the name as people compare it."""
        if column not in self._writings:
            writings: dict[str, list[str]] = {}
            for text in dict.fromkeys(value for value in self.columns[column] if isinstance(value, str)):
                writings.setdefault(bare(text), []).append(text)
            self._writings[column] = writings
        return self._writings[column]


class Rows:
    """Rows of a register and what symbols are there."""

    def __init__(self, values: SymbolValues, numbers: Sequence[int]) -> None:
        self.values: Final = values
        self.numbers: Final = numbers
        self._figures: dict[str, Sequence[Value]] = {}
        self._texts: dict[str, Sequence[Value]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, symbol: str) -> Sequence[Value]:
        """The value of a symbol in each row; a cell outside the register is the same in all."""
        column = self.values.columns.get(symbol)
        if column is not None:
            return column if len(column) == len(self.numbers) else [column[row] for row in self.numbers]
        if symbol == ROW:
            return [float(row + 1) for row in self.numbers]
        return [self.values.cells[symbol]] * len(self.numbers)

    def figures(self, symbol: str) -> Sequence[Value]:
        """As :meth:`of`; what is neither a number nor ``NA`` counts as ``BLANK``."""
        found = self._figures.get(symbol)
        if found is None:
            found = [value if isinstance(value, float) or value is NA else BLANK for value in self.of(symbol)]
            self._figures[symbol] = found
        return found

    def texts(self, symbol: str) -> Sequence[Value]:
        """As :meth:`of`; what is neither a text nor ``NA`` counts as ``BLANK``."""
        found = self._texts.get(symbol)
        if found is None:
            found = [value if isinstance(value, str) or value is NA else BLANK for value in self.of(symbol)]
            self._texts[symbol] = found
        return found


def compared(value: Value) -> Value:
    """A value as it is compared: numbers on the 15 digits of a spreadsheet."""
    return float(format(value, ".15g")) if isinstance(value, float) else value
