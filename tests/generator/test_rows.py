"""Registers as long as a province needs them: as many rows as asked for or as the data have, formulas right to the last
row, and the file small enough to be mailed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.formula_cells import settled_values
from generator.plan import Place
from generator.reader import read_workbook
from generator.workbook import MOST_ROWS, build_workbook
from qingbiao.errors import FaultyData
from qingbiao.filing import Filing
from qingbiao.form import Kind
from tests.engines import ironcalc
from tests.generator.shipped import LIBRARY, Shipped, of, shipped
from tests.generator.test_engines_agree import by_calamine, differences, recalculated
from tests.generator.test_round_trip import changes

MANY = 10_000


@pytest.fixture(scope="module")
def bureau() -> Shipped:
    return of("mee-2024", "bureau")


def growing(kind: Kind) -> list[str]:
    return [register.id for register in kind.registers.values() if register.grows]


def long_filing(kind: Kind, register: str, rows: int) -> Filing:
    """Every number column of a register filled, each row with figures of its own; every seventh cell ``/`` or blank."""
    columns = {}
    for number, field in enumerate(field for field in kind.columns(register) if not field.computed):
        if field.type == "quantity":
            columns[field.id] = [round((row * 31 + number * 7) % 9973 / 8, 3) for row in range(rows)]
        elif field.id == kind.registers[register].key:
            columns[field.id] = [f"第{row}号企业有限公司" for row in range(1, rows + 1)]
    return Filing(columns=columns)


def test_five_hundred_rows_in_every_register_that_grows(bureau: Shipped, tmp_path: Path) -> None:
    built = build_workbook(bureau.edition, bureau.kind, rows={"": 500})
    assert {built.plan.capacities[register] for register in growing(bureau.kind)} == {500}
    others = {key: rows for key, rows in built.plan.capacities.items() if key not in growing(bureau.kind)}
    assert others == {key: bureau.kind.registers[key].capacity for key in others}
    path = tmp_path / "rows.xlsx"
    path.write_bytes(built.content)
    assert not differences(settled_values(built.settled), _without_links(path))


def _without_links(path: Path) -> dict[tuple[str, str], float | str]:
    return {spot: value for spot, value in recalculated(ironcalc.recalculated, path).items() if spot[0] != "填报说明"}


def test_ten_thousand_rows_come_back(bureau: Shipped, tmp_path: Path) -> None:
    """Blank, such a workbook is small enough to be mailed: under 700 KB for each of the two sheets that list the
    companies, the letters of their checks included. Filled, its first and last rows are right and all come back.
    """
    register = "resources"
    blank = build_workbook(bureau.edition, bureau.kind, rows={register: MANY})
    assert len(blank.content) < 2 * 700_000
    filing = long_filing(bureau.kind, register, MANY)
    built = build_workbook(bureau.edition, bureau.kind, filing, {register: MANY})
    path = tmp_path / "rows.xlsx"
    path.write_bytes(built.content)
    received = read_workbook(path, LIBRARY)
    assert received.filing.rows(bureau.kind, register) == MANY
    assert not changes(bureau.kind, filing, received.filing)
    last = built.plan.places[f"{register}.co2"]
    by_engine = recalculated(ironcalc.recalculated, path)
    assert not differences(by_calamine(path, by_engine), by_engine)
    for index in (0, 1, MANY // 2, MANY - 2, MANY - 1):
        assert by_engine[last.sheet, last.cell(index)] == pytest.approx(carbon(filing, index), abs=0.002), index
    total = built.plan.places[f"{register}.total.coal"]
    assert by_engine[total.sheet, total.cell()] == pytest.approx(sum(filing.columns[f"{register}.coal"]))  # type: ignore[arg-type]


def carbon(filing: Filing, row: int) -> float:
    """By hand, from what is chosen by default: no grid factor and no gas coefficient, so of coal and oil alone."""
    coal, oil = (filing.columns[f"resources.{name}"][row] for name in ("coal", "oil"))
    assert isinstance(coal, float)
    assert isinstance(oil, float)
    return coal * 2.7725 + oil * 1.4286 * 2.7725


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_one_row(each: Shipped, tmp_path: Path) -> None:
    """A register of one row is still a column to its formulas, and reads back."""
    rows = dict.fromkeys(each.kind.registers, 1)
    for name, filing in each.random_filings(4, seed=1):
        one = Filing(
            filing.cells,
            {key: values[:1] for key, values in filing.columns.items()},
            filing.reported,
            {key: values[:1] for key, values in filing.reported_columns.items()},
            filing.parameters,
        )
        built = build_workbook(each.edition, each.kind, one, rows)
        assert set(built.plan.capacities.values()) <= {1}
        path = tmp_path / "one.xlsx"
        path.write_bytes(built.content)
        assert not differences(settled_values(built.settled), _without_links(path)), name
        assert not changes(each.kind, one, read_workbook(path, LIBRARY).filing), name


def test_one_register_alone(bureau: Shipped) -> None:
    before = build_workbook(bureau.edition, bureau.kind).plan.capacities
    after = build_workbook(bureau.edition, bureau.kind, rows={"documents": 20}).plan.capacities
    assert {key: rows for key, rows in after.items() if rows != before[key]} == {"documents": 20}


def test_registers_with_the_same_rows_grow_together(bureau: Shipped) -> None:
    """表2-1 and 表2-2 list the same companies."""
    plan = build_workbook(bureau.edition, bureau.kind, rows={"pollutants": 77}).plan
    assert plan.capacities["pollutants"] == plan.capacities["resources"] == 77


@pytest.mark.parametrize("each", [each for each in shipped() if each.kind.registers], ids=lambda each: each.id)
def test_data_with_more_rows_than_planned_make_a_register_grow(each: Shipped, tmp_path: Path) -> None:
    for register in each.kind.registers.values():
        filing = Filing(columns={register.key: [f"第{row}" for row in range(register.capacity + 3)]})
        built = each.build(filing)
        assert built.plan.capacities[register.id] == register.capacity + 3
        path = tmp_path / "grown.xlsx"
        path.write_bytes(built.content)
        assert not changes(each.kind, filing, read_workbook(path, LIBRARY).filing)
        assert not differences(settled_values(built.settled), _without_links(path))


def test_rows_that_a_person_inserted_are_read(bureau: Shipped, tmp_path: Path) -> None:
    """Reading goes by names: a name that grew, as Excel makes it when rows are inserted, brings the rows with it."""
    path = bureau.write(tmp_path, Filing(columns={"documents.name": ["一", "二"]}))
    book = load_workbook(path)
    place: Place = bureau.build().plan.places["documents.name"]
    columns = [field.id for field in bureau.kind.columns("documents")]
    sheet = book[place.sheet]
    free = sheet.max_row + 10
    for key in columns:
        own = bureau.build().plan.places[key]
        for index in range(own.rows + 1):
            sheet.cell(free + index, own.column, sheet[own.cell(index)].value if index < own.rows else f"{key} 新")
        letters = own.cell().rstrip("0123456789")
        book.defined_names[key].attr_text = f"'{place.sheet}'!${letters}${free}:${letters}${free + own.rows}"
    book.save(path)
    found = read_workbook(path, LIBRARY).filing.columns["documents.name"]
    assert (found[:2], found[-1], len(found)) == (["一", "二"], "documents.name 新", place.rows + 1)


def test_more_rows_than_any_province_has_are_refused(bureau: Shipped) -> None:
    with pytest.raises(FaultyData) as refused:
        build_workbook(bureau.edition, bureau.kind, rows={"pollutants": MOST_ROWS + 1})
    assert {fault.code for fault in refused.value.faults} == {"data-too-many-rows"}
