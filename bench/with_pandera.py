"""The same rules on the same table in pandera over Polars: as close as it can say them.

A column there has one type, so `/` and blank are both null, which no rule of this table tells apart: every field is
filled in. Its findings are rows of a data frame, without the words a person needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from python_calamine import CalamineWorkbook

from bench.register_table import REPORTED
from bench.subject import REGISTER
from generator.plan import Place
from qingbiao.bind import REPORTED as REPORTED_PREFIX
from qingbiao.examination import RULE_PREFIX
from qingbiao.filing import Computed, Filing
from qingbiao.form import Field, Kind

Rows = Sequence[Sequence[object]]
_LARGE = {"power": 1e9, "water": 1e8, "coal": 1e6, "oil": 1e5, "gas": 1e9}
_SMALL = {"power": 1000.0, "water": 10.0, "gas": 1000.0}
_LEAST = {"power": 0.2, "water": 0.5, "coal": 200.0, "oil": 2000.0, "gas": 1.0}
_MOST = {"power": 1.5, "water": 10.0, "coal": 2000.0, "oil": 10000.0, "gas": 6.0}


def frame(kind: Kind, filing: Filing, computed: Computed) -> pl.DataFrame:
    """The table's values as a data frame: what is computed, and what paper says beside it."""
    columns: dict[str, pl.Series] = {}
    for each in kind.columns(REGISTER):
        columns[each.name] = _series(computed.columns[each.id], numeric=each.numeric or each.computed)
    for name in REPORTED:
        columns[f"reported_{name}"] = _series(filing.reported_columns[f"{REGISTER}.{name}"], numeric=True)
    return pl.DataFrame(columns)


def _series(values: Iterable[object], *, numeric: bool) -> pl.Series:
    wanted = float if numeric else str
    cells = [value if isinstance(value, wanted) else None for value in values]
    return pl.Series(cells, dtype=pl.Float64 if numeric else pl.String)


def schema(kind: Kind) -> pa.DataFrameSchema:
    """The fields' own rules and the row rules."""
    columns = {each.name: _column(each) for each in kind.columns(REGISTER) if not each.computed}
    return pa.DataFrameSchema(columns, checks=[_check(name, rule) for name, rule in _row_rules().items()])


def _column(each: Field) -> pa.Column:
    checks = []
    if each.numeric:
        checks += [] if each.min is None else [pa.Check.ge(each.min)]
        checks += [] if each.max is None else [pa.Check.le(each.max)]
    elif each.max_length is not None:
        checks.append(pa.Check.str_length(max_value=each.max_length))
    may_be_null = each.may_be_na or not each.required
    return pa.Column(pl.Float64 if each.numeric else pl.String, checks, nullable=may_be_null)


def _check(name: str, rule: pl.Expr) -> pa.Check:
    held = rule.fill_null(True)  # what is absent is not checked
    ask: Callable[[pa.PolarsData], pl.LazyFrame] = lambda data: data.lazyframe.select(held)  # noqa: E731
    return pa.Check(ask, name=name, error=name)


def _row_rules() -> dict[str, pl.Expr]:
    rules: dict[str, pl.Expr] = {}
    for name in REPORTED:
        amount, paper = pl.col(name.removesuffix("_co2")), pl.col(f"reported_{name}")
        rules[f"table2-{name.replace('_', '-')}"] = _unless(
            amount > 0, (paper - pl.col(name)).abs() <= _half_a_unit(paper) + 0.0005
        )
    for name, least in _SMALL.items():
        rules[f"table2-{name}-small"] = _unless((pl.col(name) > 0) & (pl.col("benefit") >= 1), pl.col(name) >= least)
    for name, most in _LARGE.items():
        rules[f"table2-{name}-large"] = pl.col(name) <= most
    benefit = pl.col("benefit") * 10000
    rules["table2-benefit-low"] = benefit >= _worth(_LEAST)
    rules["table2-benefit-large"] = _unless(pl.col("benefit") > 10000, benefit <= 20 * _worth(_MOST))
    return rules


def _unless(when: pl.Expr, holds: pl.Expr) -> pl.Expr:
    return ~when.fill_null(False) | holds


def _half_a_unit(paper: pl.Expr) -> pl.Expr:
    rounded = [paper.round(decimals, mode="half_away_from_zero") for decimals in range(3)]
    steps = pl.when(paper == rounded[0]).then(0.5).when(paper == rounded[1]).then(0.05)
    return steps.when(paper == rounded[2]).then(0.005).otherwise(0.0005)


def _worth(prices: dict[str, float]) -> pl.Expr:
    return pl.sum_horizontal(pl.col(name).fill_null(0) * price for name, price in prices.items())


def findings(asked: pa.DataFrameSchema, table: pl.DataFrame) -> pl.DataFrame:
    """Everything that does not hold."""
    try:
        asked.validate(table, lazy=True)
    except SchemaErrors as problem:
        return problem.failure_cases
    return pl.DataFrame()


def counted(cases: pl.DataFrame) -> dict[str, int]:
    """Findings by rule, named as ours are. A wide check has one case for each column of a row that fails."""
    rules = set(_row_rules())
    counts: dict[str, set[object]] = {}
    for case in cases.iter_rows(named=True):
        named = case["check"] in rules
        code = case["check"] if named else f"{RULE_PREFIX}{REGISTER}.{case['column']}"
        counts.setdefault(code, set()).add(case["index"])
    return {code: len(rows) for code, rows in counts.items()}


def read(path: Path, kind: Kind, places: Mapping[str, Place]) -> pl.DataFrame:
    """The table out of a workbook, by the quickest reader there is; where each column stands is handed over."""
    book = CalamineWorkbook.from_path(str(path))
    sheets: dict[str, Rows] = {}
    columns: dict[str, pl.Series] = {}
    for each in kind.columns(REGISTER):
        columns[each.name] = _read(book, sheets, places[each.id], numeric=each.numeric or each.computed)
    for name in REPORTED:
        place = places[f"{REPORTED_PREFIX}{REGISTER}.{name}"]
        columns[f"reported_{name}"] = _read(book, sheets, place, numeric=True)
    return pl.DataFrame(columns)


def _read(book: CalamineWorkbook, sheets: dict[str, Rows], place: Place, *, numeric: bool) -> pl.Series:
    if place.sheet not in sheets:
        sheets[place.sheet] = book.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)
    rows = sheets[place.sheet][place.row - 1 : place.row - 1 + place.rows]
    return _series([row[place.column - 1] for row in rows], numeric=numeric)
