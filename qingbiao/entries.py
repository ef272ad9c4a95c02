"""What checks may name beside the form's own fields: the cells of the parameter sheet, and last year's values.

Each such cell is described by a pseudo-field: its title in messages, what it admits, and its id, which is its defined
name in a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from qingbiao.bind import LAST, REPORTED, type_of_field
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.form import Field, Parameter

LEVELS: Final = {"series": "系列", "year": "年份", "area": "区域"}
"""What the levels of a factor table are called."""


def parameter_entries(parameters: Iterable[Parameter]) -> dict[str, Field]:
    """The cells of the parameter sheet, by id."""
    return {entry.id: entry for parameter in parameters for entry in _entries(parameter)}


def _entries(parameter: Parameter) -> Iterator[Field]:
    if parameter.fixed:
        return
    symbol, title = parameter.symbol, parameter.label
    cascade = parameter.table.cascade() if parameter.table else None
    for depth, level in enumerate(cascade.levels if cascade else ()):
        label = LEVELS.get(level, level)
        choices = tuple(dict.fromkeys(row.labels[depth] for row in cascade.rows)) if cascade else ()
        yield Field(f"{symbol}.{level}", label, f"{title}：{label}", "choice", choices=choices)
    if cascade is not None or parameter.value is not None:
        label = "表中数值" if cascade else "给定数值"
        yield Field(f"{symbol}.listed", label, f"{title}：{label}", "quantity", parameter.unit, read_only=True)
    label = "选定数值" if cascade is None and parameter.value is None else "自填数值"
    above = 0.0 if parameter.min is None else None
    own = Field(f"{symbol}.own", label, f"{title}：{label}", "quantity", parameter.unit)
    yield replace(own, above=above, min=parameter.min, max=parameter.max)
    yield Field(f"{symbol}.own_source", "出处", f"{title}：{label}的出处", "text")


def reported_entries(fields: Iterable[Field]) -> dict[str, Field]:
    """The cells that keep what a paper table reports for computed fields, by id."""
    return {
        REPORTED + each.id: Field(
            REPORTED + each.id,
            each.label,
            f"{each.title}（原报数）",
            "quantity",
            each.unit,
            may_be_na=True,
            register=each.register,
        )
        for each in fields
        if each.reported
    }


def last_entries(fields: Mapping[str, Field], wanted: Sequence[str]) -> dict[str, Field]:
    """The cells that hold last year's values of the fields ``wanted``, by id."""
    made = (fields[field_id] for field_id in wanted)
    return {
        LAST + each.id: replace(
            each,
            id=LAST + each.id,
            title=f"上年数：{each.title}",
            required=False,
            may_be_na=True,
            formula=None,
            reported=False,
            total_of=None,
            feeds=(),
            collect=None,
        )
        for each in made
    }


def factor_columns(parameter: Parameter) -> dict[str, tuple[str | float, ...]]:
    """The values of a parameter's factor table and what each is called, as two columns side by side."""
    if parameter.table is None:
        return {}
    cascade = parameter.table.cascade()
    value = cascade.payload_columns.index("value")
    return {
        f"{parameter.symbol}.values": tuple(row.payload[value] for row in cascade.rows),
        f"{parameter.symbol}.names": tuple(" ".join(row.labels) for row in cascade.rows),
    }


def parameter_symbols(parameters: Iterable[Parameter]) -> dict[str, Symbol]:
    """Everything about parameters that expressions may name."""
    parameters = tuple(parameters)
    symbols = {parameter.symbol: Symbol(parameter.symbol, Type.NUMBER) for parameter in parameters}
    symbols |= {name: Symbol(name, type_of_field(entry)) for name, entry in parameter_entries(parameters).items()}
    for parameter in parameters:
        for name, values in factor_columns(parameter).items():
            kind = Type.TEXT if isinstance(values[0], str) else Type.NUMBER
            symbols[name] = Symbol(name, kind, "column", fixed=True)
    return symbols
