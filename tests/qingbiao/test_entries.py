"""The cells of the parameter sheet are fields of their own: what they admit, and what expressions may name of them."""

from __future__ import annotations

import pytest

from qingbiao.entries import factor_columns, parameter_entries, parameter_symbols
from qingbiao.expression.symbol import Type
from qingbiao.filing import compute
from qingbiao.values import BLANK
from tests.qingbiao.slips import Change, changed, example, found, kind_of

KIND = kind_of("mee-2024", "enterprise")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"factor.gas.own": "1.2"},
            {("finding-text-number", "factor.gas.own", "1.2"), ("gas-given", "resources.gas_co2", "")},
        ),
        ({"factor.gas.own": 1.34}, {("finding-range", "factor.gas.own", "1.1～1.33")}),
        ({"factor.grid": 0}, {("finding-range", "factor.grid.own", "> 0"), ("grid-range", "resources.power_co2", "")}),
        (
            {"factor.grid": -0.5},
            {("finding-range", "factor.grid.own", "> 0"), ("grid-range", "resources.power_co2", "")},
        ),
        (
            {"factor.grid.area": "火星"},
            {("finding-list", "factor.grid.area", None), ("grid-chosen", "factor.grid.area", "")},
        ),
        ({"company.city": "盘锦市"}, {("finding-cascade", "company.county", "辽宁省 盘锦市")}),
        ({"company.province": "吉林省"}, {("finding-cascade", "company.city", "吉林省")}),
    ],
)
def test_what_is_wrong_there_is_told_there(change: Change, told: set[tuple[str, str, str | None]]) -> None:
    findings = found("mee-2024", KIND, changed(example("enterprise-2024"), change))
    wanted = {(code, field): expected for code, field, expected in told}
    assert {(each.code, each.field) for each in findings} == set(wanted)
    for each in findings:
        if each.code.startswith("finding-") and wanted[each.code, each.field] is not None:
            assert each.expected == wanted[each.code, each.field]


def test_a_fixed_parameter_has_no_cell_to_type_in() -> None:
    fixed = [parameter for parameter in KIND.parameters if parameter.fixed]
    assert fixed
    assert parameter_entries(fixed) == {}


def test_everything_expressions_may_name_is_there_when_a_filing_is_computed() -> None:
    computed = compute(KIND, example("enterprise-2024"), 2024, {})
    for name, symbol in parameter_symbols(KIND.parameters).items():
        if symbol.shape == "column":
            assert len(computed.columns[name]) > 1
        else:
            assert (
                isinstance(computed.cells[name], str if symbol.type is Type.TEXT else float)
                or computed.cells[name] is BLANK
            )


def test_a_factor_tables_values_stand_beside_their_names() -> None:
    (grid,) = [parameter for parameter in KIND.parameters if parameter.table is not None]
    columns = factor_columns(grid)
    named = dict(zip(columns["factor.grid.names"], columns["factor.grid.values"], strict=True))
    assert named["区域电网基准线排放因子（OM） 2019 东北"] == 1.0826
