"""填报数据: the values of one filled workbook, by field id; and what its computed fields come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qingbiao.bind import LAST, YEAR
from qingbiao.cascade import CascadeRow
from qingbiao.entries import factor_columns
from qingbiao.expression.evaluate import Step, compile_python
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.expression.types import Bound
from qingbiao.factors import FactorTable
from qingbiao.form import FactorChoice, Field, Kind, Parameter
from qingbiao.memo import memo
from qingbiao.values import BLANK, Value, from_cell, joined


@dataclass(frozen=True)
class ParameterEntry:
    """What a person entered for a parameter: a choice on each level of its factor table, or a value with its source.

    Whatever stands in a cell is kept as it is; that it should be a text is told by the cell's own rule.
    """

    choose: tuple[Value, ...] = ()
    own: Value = BLANK
    own_source: Value = BLANK


@dataclass(frozen=True)
class Filing:
    """Inputs by field id: single cells, and whole columns of registers (shorter ones count as blank below).

    ``reported`` and ``reported_columns`` hold what a paper table says for computed fields; nothing is computed from
    them.
    """

    cells: Mapping[str, Value] = field(default_factory=dict)
    columns: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    reported: Mapping[str, Value] = field(default_factory=dict)
    reported_columns: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    parameters: Mapping[str, ParameterEntry] = field(default_factory=dict)
    last: Mapping[str, Value] = field(default_factory=dict)
    """Last year's values, by field id, of the fields that checks compare with them."""
    explanations: Mapping[str, str] = field(default_factory=dict)
    """审核说明, by the code of the check."""

    def rows(self, kind: Kind, register: str) -> int:
        """How many rows of a register hold anything."""
        columns = [
            values.get(column.id, ())
            for column in kind.columns(register)
            for values in (self.columns, self.reported_columns)
        ]
        return max((_used(column) for column in columns), default=0)

    def updated(self, later: Filing) -> Filing:
        """This filing with what ``later`` has put over it; a register's column is replaced whole."""
        return Filing(
            {**self.cells, **later.cells},
            {**self.columns, **later.columns},
            {**self.reported, **later.reported},
            {**self.reported_columns, **later.reported_columns},
            {**self.parameters, **later.parameters},
            {**self.last, **later.last},
            {**self.explanations, **later.explanations},
        )


def _used(column: Sequence[Value]) -> int:
    return next((index + 1 for index in range(len(column) - 1, -1, -1) if column[index] is not BLANK), 0)


EMPTY: Final = Filing()


@dataclass(frozen=True)
class Computed:
    """A filing with its computed fields: every cell and every column of the kind."""

    cells: Mapping[str, Value]
    columns: Mapping[str, Sequence[Value]]
    factors: Mapping[str, FactorChoice]
    """By parameter id."""


def last_filing(kind: Kind, before: Computed) -> Filing:
    """Last year's values as this year's filing keeps them: of the fields that there still are."""
    values = {field_id: before.cells.get(field_id, BLANK) for field_id in kind.last}
    return Filing(last={field_id: value for field_id, value in values.items() if value is not BLANK})


def chosen_factor(parameter: Parameter, entry: ParameterEntry | None) -> FactorChoice:
    """What a parameter comes to: the person's own value first, then the chosen row of the table, then the default.

    An own value that is not a number counts as none given (DESIGN §5: text where a number belongs counts as blank).
    """
    entry = entry or ParameterEntry()
    if isinstance(entry.own, float):
        return FactorChoice(entry.own, joined(entry.own_source))
    if parameter.table is None:
        return FactorChoice(BLANK, "") if parameter.value is None else FactorChoice(parameter.value, parameter.source)
    row = _chosen_row(parameter.table, chosen_levels(parameter, entry))
    if row is None:
        return FactorChoice(BLANK, "")
    value, source = row.payload[0], row.payload[1]
    assert isinstance(value, float)
    return FactorChoice(value, str(source))


def _chosen_row(table: FactorTable, chosen: Sequence[Value]) -> CascadeRow | None:
    """A year that is a number leads where its digits lead, as in the workbook, which joins the choices to one text."""
    return table.cascade().find(tuple(map(joined, chosen)))


def chosen_levels(parameter: Parameter, entry: ParameterEntry | None) -> tuple[Value, ...]:
    """The choice on each level of the factor table: the person's, or the spec's default."""
    if entry is None or not entry.choose:
        return parameter.choose
    return entry.choose


def compute(kind: Kind, filing: Filing, year: int, capacities: Mapping[str, int]) -> Computed:
    """Compute every computed field. ``capacities`` says how many rows each register has."""
    factors = {p.id: chosen_factor(p, filing.parameters.get(p.id)) for p in kind.parameters}
    cells: dict[str, Value] = {YEAR: float(year)}
    columns: dict[str, list[Value]] = {}
    for parameter in kind.parameters:
        cells |= _parameter_cells(parameter, filing.parameters.get(parameter.id), factors[parameter.id])
        columns |= {name: list(values) for name, values in factor_columns(parameter).items()}
    cells |= {LAST + field_id: filing.last.get(field_id, BLANK) for field_id in kind.last}
    for each in kind.fields.values():
        if each.register is None:
            cells[each.id] = BLANK if each.computed else filing.cells.get(each.id, BLANK)
        else:
            given = () if each.computed else filing.columns.get(each.id, ())
            size = capacities[each.register]
            columns[each.id] = [*given, *([BLANK] * (size - len(given)))]
    values = SymbolValues(cells, columns)
    _compute_fields(kind, values)
    return Computed(values.cells, values.columns, factors)


def _compute_fields(kind: Kind, values: SymbolValues) -> None:
    """Each computed field after all that it needs; a register's column in one go."""
    rows: dict[str | None, Rows] = {None: values.at()}
    for field_id in kind.order:
        each = kind.fields[field_id]
        if each.register is None:
            [values.cells[field_id]] = _compiled(each)(rows[None])
            continue
        if each.register not in rows:
            rows[each.register] = values.at(range(len(values.columns[field_id])))
        values.columns[field_id] = _compiled(each)(rows[each.register])


def _parameter_cells(parameter: Parameter, entry: ParameterEntry | None, factor: FactorChoice) -> dict[str, Value]:
    """The cells of the parameter sheet: what was chosen, listed and entered, and what is used."""
    symbol, entry = parameter.symbol, entry or ParameterEntry()
    cells: dict[str, Value] = {
        symbol: factor.value,
        f"{symbol}.source": BLANK if factor.value is BLANK else from_cell(factor.source),
        f"{symbol}.own": entry.own,
        f"{symbol}.own_source": entry.own_source,
    }
    listed: tuple[Value, ...] = (BLANK, BLANK)
    if parameter.table is not None:
        chosen = chosen_levels(parameter, entry)
        cascade = parameter.table.cascade()
        cells |= {f"{symbol}.{level}": choice for level, choice in zip(cascade.levels, chosen, strict=True)}
        row = _chosen_row(parameter.table, chosen)
        listed = row.payload if row else listed
    elif parameter.value is not None:
        listed = parameter.value, parameter.source or BLANK
    cells[f"{symbol}.listed"], cells[f"{symbol}.listed_source"] = listed
    return cells


@memo
def _compiled(each: Field) -> Step:
    assert each.formula is not None
    return compile_python(Bound(each.formula.node), decimals=stored_decimals(each))


def stored_decimals(each: Field) -> int | None:
    """Decimals of the number in the cell: a percentage with two decimals is a fraction with four."""
    if each.decimals is None:
        return None
    return each.decimals + 2 if each.type == "percent" else each.decimals
