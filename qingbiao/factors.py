"""Factor tables: what electricity, fuels and the like convert to, each value with its series, year, area and document.

Series answer different questions (a grid's operating margin, its average, the value for enterprise accounting) and are
never mixed: a value is always asked for by its series.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from qingbiao.cascade import Cascade, CascadeRow
from qingbiao.datafile import Head, read_head
from qingbiao.errors import FaultySpec, raise_if
from qingbiao.faults import nearest

_TABLE_KEYS: Final = ("factor", "title", "unit", "series")
_SERIES_KEYS: Final = ("id", "label", "purpose", "years")
_YEAR_KEYS: Final = ("year", "document", "evidence", "note", "values")
_FUEL_TABLE_KEYS: Final = ("factor", "title", "sources", "rows")
_FUEL_KEYS: Final = ("id", "name", "unit", "value", "low", "high", "source", "evidence", "note")
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}")


class Evidence(StrEnum):
    """How a value was confirmed. A value from memory has no place in a table."""

    ONE_COPY = "C1"
    TWO_COPIES = "C2"


@dataclass(frozen=True, slots=True)
class FactorSeries:
    """A series of a table: what it is for, and what it must not be used for."""

    id: str
    label: str
    purpose: str


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One published value."""

    series: str
    series_label: str
    year: int
    area: str
    value: float
    unit: str
    document: str
    evidence: Evidence
    note: str = ""

    @property
    def source(self) -> str:
        """The document and what must be said with it, as a workbook shows it beside the value."""
        return f"{self.document}；{self.note}" if self.note else self.document


@dataclass(frozen=True)
class FactorTable:
    """All values of one kind of factor, in the order in which they are offered."""

    id: str
    title: str
    unit: str
    series: tuple[FactorSeries, ...]
    rows: tuple[FactorRow, ...]

    def find(self, series: str, year: int, area: str) -> FactorRow | None:
        """The value of a series (its id) for a year and an area."""
        return self._by_key.get((series, year, area))

    def cascade(self) -> Cascade:
        """The choices series label → year → area, leading to the value and its source."""
        return self._cascade

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, int, str], FactorRow]:
        return {(row.series, row.year, row.area): row for row in self.rows}

    @cached_property
    def _cascade(self) -> Cascade:
        rows = (CascadeRow((row.series_label, str(row.year), row.area), (row.value, row.source)) for row in self.rows)
        return Cascade.grouped(("series", "year", "area"), ("value", "source"), rows)


@dataclass(frozen=True, slots=True)
class FuelRow:
    """A conversion coefficient: one value, or the range within which a filler chooses."""

    id: str
    name: str
    unit: str
    low: float
    high: float
    source: str
    evidence: Evidence
    note: str = ""

    @property
    def value(self) -> float | None:
        """The value, or ``None`` for a range."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class FuelTable:
    """The coefficients of a standard."""

    id: str
    title: str
    rows: tuple[FuelRow, ...]

    def find(self, row_id: str) -> FuelRow | None:
        """The row with this id."""
        return self._by_id.get(row_id)

    @cached_property
    def _by_id(self) -> Mapping[str, FuelRow]:
        return {row.id: row for row in self.rows}


# --- reading a factor table --------------------------------------------------------------------------------------


def load_factor_table(folders: Sequence[Path], table_id: str) -> FactorTable:
    """The table of the first folder that has ``factors/<table_id>.yaml``. Raises :class:`FaultySpec`, all faults."""
    head = read_head(folders, f"factors/{table_id}.yaml", "factor", _TABLE_KEYS)
    reader = _FactorReader(head.text("unit"))
    for item in head.each("series", _SERIES_KEYS):
        reader.read_series(item)
    title = head.text("title")
    raise_if(FaultySpec, head.faults)
    return FactorTable(table_id, title, reader.unit, tuple(reader.series), tuple(reader.rows.values()))


@dataclass(frozen=True)
class _FactorReader:
    unit: str
    series: list[FactorSeries] = field(default_factory=list)
    rows: dict[tuple[str, int, str], FactorRow] = field(default_factory=dict)

    def read_series(self, item: Head) -> None:
        series = FactorSeries(item.text("id"), item.text("label"), item.text("purpose"))
        if any(other.id == series.id for other in self.series):
            item.fault("factor-id", "id", id=series.id)
        if any(other.label == series.label for other in self.series):
            item.fault("factor-label", "label", label=series.label)
        self.series.append(series)
        for year in item.each("years", _YEAR_KEYS):
            self._read_year(series, year)

    def _read_year(self, series: FactorSeries, item: Head) -> None:
        year = _year(item)
        document, note = item.text("document"), item.text("note", optional=True)
        evidence = _evidence(item)
        values = item.inner("values")
        for area in values.data:
            key = (series.id, year, area)
            if key in self.rows:
                values.fault("factor-duplicate", area, series=series.id, year=year, area=area)
            value = values.number(area)
            self.rows[key] = FactorRow(series.id, series.label, year, area, value, self.unit, document, evidence, note)


def _year(item: Head) -> int:
    given = item.data.get("year")
    if isinstance(given, int) and _YEAR.fullmatch(str(given)):
        return given
    item.fault("factor-year", "year", given=given)
    return 0


def _evidence(item: Head) -> Evidence:
    given = item.text("evidence")
    try:
        return Evidence(given)
    except ValueError:
        if given:
            item.fault("factor-evidence", "evidence", given=given)
        return Evidence.ONE_COPY


# --- reading a table of fuels ------------------------------------------------------------------------------------


def load_fuel_table(folders: Sequence[Path], table_id: str = "fuels") -> FuelTable:
    """The table of the first folder that has ``factors/<table_id>.yaml``. Raises :class:`FaultySpec`, all faults."""
    head = read_head(folders, f"factors/{table_id}.yaml", "factor", _FUEL_TABLE_KEYS)
    cited = head.inner("sources")
    sources = {key: cited.text(key) for key in cited.data}
    rows = tuple(_fuel_rows(head, sources))
    title = head.text("title")
    raise_if(FaultySpec, head.faults)
    return FuelTable(table_id, title, rows)


def _fuel_rows(head: Head, sources: Mapping[str, str]) -> Iterator[FuelRow]:
    ids: set[str] = set()
    for item in head.each("rows", _FUEL_KEYS):
        row_id = item.text("id")
        if row_id in ids:
            item.fault("factor-id", "id", id=row_id)
        ids.add(row_id)
        low, high = _range(item)
        source, note = _source(item, sources), item.text("note", optional=True)
        yield FuelRow(row_id, item.text("name"), item.text("unit"), low, high, source, _evidence(item), note)


def _range(item: Head) -> tuple[float, float]:
    """``value`` as a range of one, or ``low`` and ``high``; never both."""
    written = tuple(key for key in ("value", "low", "high") if key in item)
    match written:
        case ("value",):
            value = item.number("value")
            return value, value
        case ("low", "high"):
            low, high = item.number("low"), item.number("high")
            if low >= high:
                item.fault("factor-range", "low")
            return low, high
        case _:
            item.fault("factor-range", "id")
            return math.nan, math.nan


def _source(item: Head, sources: Mapping[str, str]) -> str:
    key = item.text("source")
    if key and key not in sources:
        item.fault("factor-source", "source", suggestion=nearest(key, sources), given=key)
    return sources.get(key, "")
