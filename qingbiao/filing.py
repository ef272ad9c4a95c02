"""填报数据: the values of one filled workbook, by field id; and what its computed fields come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from qingbiao.bind import YEAR
from qingbiao.expression.evaluate import Step, compile_python
from qingbiao.expression.types import Bound
from qingbiao.form import FactorChoice, Field, Kind, Parameter
from qingbiao.memo import memo
from qingbiao.values import BLANK, Value

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class ParameterEntry:
    """What a person entered for a parameter: a choice on each level of its factor table, or a value with its source."""

    choose: tuple[str | None, ...] = ()
    own: Value = BLANK
    own_source: str = ""


@dataclass(frozen=True)
class Filing:
    """Inputs by field id: single cells, and whole columns of registers (shorter ones count as blank below).

    ``reported`` and ``reported_columns`` hold what a paper table says for computed fields; nothing is computed from
    them.
    """

    cells: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    columns: Mapping[str, Sequence[Value]] = field(default_factory=lambda: _NONE)
    reported: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    reported_columns: Mapping[str, Sequence[Value]] = field(default_factory=lambda: _NONE)
    parameters: Mapping[str, ParameterEntry] = field(default_factory=lambda: _NONE)

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


def chosen_factor(parameter: Parameter, entry: ParameterEntry | None) -> FactorChoice:
    """What a parameter comes to: the person's own value first, then the chosen row of the table, then the default.

    An own value that is not a number counts as none given (DESIGN §5: text where a number belongs counts as blank).
    """
    entry = entry or ParameterEntry()
    if isinstance(entry.own, float):
        return FactorChoice(entry.own, entry.own_source)
    if parameter.table is None:
        return FactorChoice(BLANK, "") if parameter.value is None else FactorChoice(parameter.value, parameter.source)
    chosen = tuple(choice or "" for choice in chosen_levels(parameter, entry))
    row = parameter.table.cascade().find(chosen)
    if row is None:
        return FactorChoice(BLANK, "")
    value, source = row.payload[0], row.payload[1]
    assert isinstance(value, float)
    return FactorChoice(value, str(source))


def chosen_levels(parameter: Parameter, entry: ParameterEntry | None) -> tuple[str | None, ...]:
    """The choice on each level of the factor table: the person's, or the spec's default."""
    if entry is None or not entry.choose:
        return parameter.choose
    return entry.choose


class RowEnvironment:
    """What names mean in a filing; ``row`` is the register row at hand."""

    def __init__(self, cells: dict[str, Value], columns: dict[str, list[Value]]) -> None:
        self.cells = cells
        self.columns = columns
        self.row = 0

    def cell(self, symbol: str) -> Value:
        column = self.columns.get(symbol)
        return self.cells[symbol] if column is None else column[self.row]

    def column(self, symbol: str) -> Sequence[Value]:
        return self.columns[symbol]


def compute(kind: Kind, filing: Filing, year: int, capacities: Mapping[str, int]) -> Computed:
    """Compute every computed field. ``capacities`` says how many rows each register has."""
    factors = {p.id: chosen_factor(p, filing.parameters.get(p.id)) for p in kind.parameters}
    cells: dict[str, Value] = {parameter.symbol: factors[parameter.id].value for parameter in kind.parameters}
    cells[YEAR] = float(year)
    columns: dict[str, list[Value]] = {}
    for each in kind.fields.values():
        if each.register is None:
            cells[each.id] = BLANK if each.computed else filing.cells.get(each.id, BLANK)
        else:
            given = () if each.computed else filing.columns.get(each.id, ())
            size = capacities[each.register]
            columns[each.id] = [*given, *([BLANK] * (size - len(given)))]
    environment = RowEnvironment(cells, columns)
    for field_id in kind.order:
        _compute_field(kind.fields[field_id], environment)
    return Computed(cells, columns, factors)


def _compute_field(each: Field, environment: RowEnvironment) -> None:
    assert each.formula is not None
    run = _compiled(each)
    if each.register is None:
        environment.cells[each.id] = run(environment)
        return
    column = environment.columns[each.id]
    for row in range(len(column)):
        environment.row = row
        column[row] = run(environment)


@memo
def _compiled(each: Field) -> Step:
    assert each.formula is not None
    return compile_python(Bound(each.formula.node), decimals=stored_decimals(each))


def stored_decimals(each: Field) -> int | None:
    """Decimals of the number in the cell: a percentage with two decimals is a fraction with four."""
    if each.decimals is None:
        return None
    return each.decimals + 2 if each.type == "percent" else each.decimals
