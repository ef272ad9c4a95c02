"""The hidden sheet of lists: every drop-down's words, and the tables behind dependent drop-downs, each with its name.

A dependent drop-down finds its words as one stretch of a column: MATCH finds where it begins, COUNTIF how long it is.
No INDIRECT, no dynamic arrays; the keys of outer choices are joined by ``|``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.names import list_name
from generator.plan import Area, Cell, Content, Name, Row, Sheet
from generator.sketch import LEAST_HEIGHT
from qingbiao.cascade import Cascade
from qingbiao.errors import FaultySpec, raise_if
from qingbiao.faults import Fault
from qingbiao.values import NA_TEXT

SHEET: Final = "名单"
JOINT: Final = "|"


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    values: tuple[str | float, ...]


@dataclass
class Lists:
    """Collects the lists a workbook needs; equal lists are written once."""

    _columns: dict[str, _Column] = field(default_factory=dict)
    _by_values: dict[tuple[str | float, ...], str] = field(default_factory=dict)

    def flat(self, list_id: str, values: Sequence[str], *, may_be_na: bool = False) -> str:
        """The defined name of a list of words, with ``/`` last where it may be chosen."""
        words = (*values, NA_TEXT) if may_be_na else tuple(values)
        if words not in self._by_values:
            name = list_name(list_id)
            while name in self._columns:
                name += "_"
            self._add(name, words)
            self._by_values[words] = name
        return self._by_values[words]

    def level(self, list_id: str, cascade: Cascade, level: int, outer: Sequence[str]) -> str:
        """The validation formula for one level of a cascade; ``outer`` are the cells of the levels above."""
        base = list_name(list_id)
        name = f"{base}.{cascade.levels[level]}"
        _refuse_wildcards(cascade)
        pairs = dict.fromkeys((row.labels[:level], row.labels[level]) for row in cascade.rows)
        self._add(name, tuple(label for _, label in pairs))
        if level == 0:
            return name
        keys = f"{name}.key"
        self._add(keys, tuple(JOINT.join(prefix) for prefix, _ in pairs))
        key = f'&"{JOINT}"&'.join(outer)
        return f"OFFSET({name},MATCH({key},{keys},0)-1,0,COUNTIF({keys},{key}),1)"

    def member(self, list_id: str, cascade: Cascade, level: int, outer: Sequence[str], cell: str) -> str:
        """The condition that a cell holds a choice of its level and, where the levels above are chosen, one below them.

        As :func:`qingbiao.admission.fits_cascade`: what is wrong with the levels above is told there.
        """
        name = f"{list_name(list_id)}.{cascade.levels[level]}"
        self.level(list_id, cascade, level, outer)
        here = f'EXACT({name}&"",{cell})'
        if level == 0:
            return f"SUMPRODUCT(--{here})>0"
        key = f'&"{JOINT}"&'.join(outer)
        below = f'EXACT({name}.key&"",{key})'
        return f"IF(SUMPRODUCT(--{below})>0,SUMPRODUCT({below}*{here})>0,SUMPRODUCT(--{here})>0)"

    def payload(self, list_id: str, cascade: Cascade, column: int, chosen: Sequence[str]) -> str:
        """The formula for what a whole choice leads to; blank while the choice is not complete."""
        base = list_name(list_id)
        keys, values = f"{base}.key", f"{base}.{cascade.payload_columns[column]}"
        self._add(keys, tuple(JOINT.join(row.labels) for row in cascade.rows))
        self._add(values, tuple(row.payload[column] for row in cascade.rows))
        key = f'&"{JOINT}"&'.join(chosen)
        found = f"MATCH({key},{keys},0)"  # which takes * and ? for wildcards, and capitals for small letters
        return f'IFERROR(IF(EXACT(INDEX({keys},{found}),{key}),INDEX({values},{found}),""),"")'

    def columns(self, columns: Mapping[str, tuple[str | float, ...]]) -> None:
        """Columns that formulas look things up in, under their own names."""
        for name, values in columns.items():
            self._add(name, values)

    @property
    def any(self) -> bool:
        """Whether there is a list at all, and so a sheet for them."""
        return bool(self._columns)

    def _add(self, name: str, values: tuple[str | float, ...]) -> None:
        self._columns.setdefault(name, _Column(name, values))

    def sheet(self) -> tuple[Sheet, tuple[Name, ...]]:
        """The sheet with one column for each list, and the lists' names."""
        columns = list(self._columns.values())
        height = max((len(column.values) for column in columns), default=0)
        head = Row(1, tuple(_cell(i, c.name) for i, c in enumerate(columns, 1)), LEAST_HEIGHT)
        body = tuple(
            Row(
                row + 2,
                tuple(_cell(i, c.values[row]) for i, c in enumerate(columns, 1) if row < len(c.values)),
                LEAST_HEIGHT,
            )
            for row in range(height)
        )
        names = tuple(
            Name(column.name, SHEET, Area(2, index, 1 + len(column.values), index))
            for index, column in enumerate(columns, 1)
        )
        return Sheet(SHEET, (24.0,) * len(columns), (head, *body), state="hidden"), names


def _refuse_wildcards(cascade: Cascade) -> None:
    """MATCH and COUNTIF would read ``*``, ``?`` and ``~`` in a choice as signs, not as characters."""
    labels = dict.fromkeys(label for row in cascade.rows for label in row.labels if set(label) & set("*?~"))
    raise_if(FaultySpec, (Fault("codes-wildcard", {"label": label}) for label in labels))


_LOOK: Final = style.PLAIN.but(wrap=False, number_format="General")


def _cell(column: int, content: Content) -> Cell:
    return Cell(column, _LOOK, content)
