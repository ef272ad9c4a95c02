"""The sheet of last year's values: there where a check needs it, an input for each, and read back."""

from __future__ import annotations

from pathlib import Path

from generator.last_sheet import SHEET
from generator.planning import capacities_for, plan_workbook
from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.examination import examine
from qingbiao.filing import EMPTY, Filing, compute, last_filing
from qingbiao.findings import State, by_code
from qingbiao.form import Edition, Kind
from qingbiao.load import load_edition
from tests.generator.shipped import LIBRARY, of
from tests.qingbiao.small_form import write_form

CHECK = """\
checks:
  - id: more
    severity: verify
    expect: energy.total >= last.energy.total
    at: last.energy.total
    say: 今年 {energy.total}，去年 {last.energy.total}
    fix: 核对
"""


def small(folder: Path) -> tuple[Edition, Kind]:
    end = "    total: {of: [staff]}\n"
    edition = load_edition("demo", write_form(folder, ("main.yaml", end, end + CHECK)))
    return edition, edition.kinds[0]


def test_a_form_that_compares_with_no_year_has_no_such_sheet() -> None:
    each = of("mee-2024", "bureau")
    assert SHEET not in plan_workbook(each.edition, each.kind).by_name


def test_each_value_named_has_an_unlocked_cell_with_its_name(tmp_path: Path) -> None:
    edition, kind = small(tmp_path)
    plan = build_workbook(edition, kind).plan
    assert kind.last == ("energy.total",)
    place = plan.places["last.energy.total"]
    assert place.sheet == SHEET
    assert any(name.name == "last.energy.total" and name.area == place.area for name in plan.names)
    (slot,) = [(row, cell) for sheet, row, cell, slot in plan.slots() if slot.key == "last.energy.total"]
    assert (slot[0].number, slot[1].column, slot[1].style.locked) == (place.row, place.column, False)


def test_last_year_is_compared_only_where_it_is_given(tmp_path: Path) -> None:
    edition, kind = small(tmp_path)
    this = {"energy.power": 10.0, "energy.gas": 0.0}
    states = {}
    for last in (None, 9.0, 11.0):
        filing = Filing(this, last={} if last is None else {"energy.total": last})
        result = by_code(examine(kind, filing, compute(kind, filing, edition.year, {"sites": 1})))["more"]
        states[last] = result.state
        if last == 11.0:
            assert [(f.field, f.label, f.message) for f in result.findings] == [
                ("last.energy.total", "上年数：能源，合计", "今年 10，去年 11")
            ]
    assert states == {None: State.UNFILLED, 9.0: State.PASS, 11.0: State.FAIL}


def test_what_is_typed_there_is_read_and_what_is_no_number_is_a_finding(tmp_path: Path) -> None:
    each = of("miit-2024", "bureau")
    filing = Filing(last={"training.officials.cumulative": 12.0, "training.staff.cumulative": "约30"})
    path = tmp_path / "a.xlsx"
    path.write_bytes(build_workbook(each.edition, each.kind, filing).content)
    read = read_workbook(path, LIBRARY).filing
    assert read.last == filing.last
    told = by_code(examine(each.kind, read, compute(each.kind, read, 2024, capacities_for(each.kind))))
    wrong = told["field.last.training.staff.cumulative"]
    assert [(finding.code, finding.field) for finding in wrong.findings] == [
        ("finding-not-number-or-na", "last.training.staff.cumulative")
    ]


def test_last_years_computed_values_are_taken_over_too(tmp_path: Path) -> None:
    edition, kind = small(tmp_path)
    before = compute(kind, Filing({"energy.power": 10.0, "energy.gas": 20.0}), edition.year - 1, {"sites": 1})
    assert last_filing(kind, before) == Filing(last={"energy.total": 11.0})
    assert last_filing(kind, compute(kind, EMPTY, edition.year - 1, {"sites": 1})) == Filing(last={})
