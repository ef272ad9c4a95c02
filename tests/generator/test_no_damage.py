"""Nothing is reported for a workbook that was only filled in, whichever program saved it and whatever the sheet's
protection allows a filler to do. A list with false alarms would be read by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import range_boundaries

from generator.damage.blanks import Blank
from generator.damage.compare import damages
from generator.damage.damage import Damage
from generator.damage.receipt import damages_of
from generator.damage.snapshot import snapshot
from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.filing import EMPTY, Filing
from tests.engines.office import Office
from tests.generator.edits import both, replaced
from tests.generator.mutations import COLUMN, TABLE, built, bureau, cell, on, part, put
from tests.generator.passing import Passing, by_openpyxl, untouched
from tests.generator.shipped import BLANKS, IS_DEEP, LIBRARY, Shipped, shipped

RANDOM = 20 if IS_DEEP else 3

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def check(each: Shipped, passing: Passing, folder: Path) -> None:
    wrong: dict[str, tuple[Damage, ...]] = {}
    for name, filing in each.filings(RANDOM):
        filled = each.build(filing)
        path = folder / "工作簿.xlsx"
        path.write_bytes(filled.content)
        passing(path, folder / "再存.xlsx")
        if told := damages((folder / "再存.xlsx").read_bytes(), each.blank(filled.plan.capacities)):
            wrong[name] = told
    assert not wrong, {name: told[:5] for name, told in wrong.items()}


@every_kind
def test_straight(each: Shipped, tmp_path: Path) -> None:
    check(each, untouched, tmp_path)


@every_kind
def test_saved_by_openpyxl(each: Shipped, tmp_path: Path) -> None:
    check(each, by_openpyxl, tmp_path)


@every_kind
def test_saved_by_libreoffice(each: Shipped, tmp_path: Path, office: Office) -> None:
    check(each, office.resave, tmp_path)


@every_kind
def test_saved_by_libreoffice_and_then_by_openpyxl_and_again(each: Shipped, tmp_path: Path, office: Office) -> None:
    def around(path: Path, out: Path) -> None:
        office.resave(path, tmp_path / "甲.xlsx")
        by_openpyxl(tmp_path / "甲.xlsx", tmp_path / "乙.xlsx")
        office.resave(tmp_path / "乙.xlsx", out)

    check(each, around, tmp_path)


@every_kind
def test_workbooks_with_longer_registers(each: Shipped, tmp_path: Path, office: Office) -> None:
    """Issued with more rows: the blank has them too."""
    rows = {register.id: register.capacity + 3 for register in each.kind.registers.values() if register.grows}
    blank = build_workbook(each.edition, each.kind, EMPTY, rows, "某市生态环境局", "00012")
    (tmp_path / "空白.xlsx").write_bytes(blank.content)
    office.resave(tmp_path / "空白.xlsx", tmp_path / "再存.xlsx")
    assert damages((tmp_path / "再存.xlsx").read_bytes(), Blank(blank.plan, snapshot(blank.content))) == ()


def look(sheet: Any) -> None:
    """Fonts, colours, widths and heights, which protection leaves free."""
    sheet["A1"].font = Font(name="微软雅黑", size=20, color="FFFF0000")
    sheet["B6"].fill = PatternFill("solid", fgColor="FFFF0000")
    sheet.column_dimensions["B"].width = 60
    sheet.row_dimensions[6].height = 90


def view(sheet: Any) -> None:
    """What is on the screen."""
    sheet.sheet_view.zoomScale = 70
    sheet.sheet_view.selection[0].activeCell = "C9"


def filtering(sheet: Any) -> None:
    """A filter of the filler's, which hides rows."""
    sheet.auto_filter.add_filter_column(1, ["甲公司"])
    for row in range(6, 12):
        sheet.row_dimensions[row].hidden = True


def typing(sheet: Any) -> None:
    """Values of every sort, and the formats that programs give to what is typed."""
    for index, (value, number_format) in enumerate(
        ((1, "General"), ("/", "General"), (0.05, "0%"), (45000, "yyyy-mm-dd"))
    ):
        there = sheet.cell(6 + index, 4)
        there.value, there.number_format = value, number_format


@pytest.mark.parametrize("edit", [look, view, filtering, typing], ids=lambda edit: edit.__name__)
def test_what_a_filler_may_do(edit: Callable[[Any], None]) -> None:
    assert damages(on(TABLE, edit)(built().content), bureau().blank()) == ()


def test_what_every_program_leaves_behind_when_it_saves() -> None:
    """Values of formulas, calculation chains, printer settings, views, other names of its own."""
    own_name = '<definedName name="_xlfn.IFERROR" hidden="1">#NAME?</definedName></definedNames>'
    change = both(
        replaced(part("表2-2"), "<v></v>", "<v>999</v>"),
        replaced("xl/workbook.xml", "</definedNames>", own_name),
        replaced("xl/workbook.xml", "<calcPr ", '<calcPr calcMode="auto" concurrentCalc="0" '),
    )
    assert damages(change(built().content), bureau().blank()) == ()


def test_values_typed_into_inputs_are_free() -> None:
    change = both(*(put(TABLE, cell(COLUMN, index), value) for index, value in enumerate((1, "文字", "/", True, " "))))
    assert damages(change(built().content), bureau().blank()) == ()


def test_errors_pasted_into_inputs_are_values(tmp_path: Path, office: Office) -> None:
    """LibreOffice writes them as formulas."""
    change = both(*(put(TABLE, cell(COLUMN, index), error) for index, error in enumerate(ERROR_CODES)))
    (tmp_path / "填.xlsx").write_bytes(change(built().content))
    office.resave(tmp_path / "填.xlsx", tmp_path / "再存.xlsx")
    assert damages((tmp_path / "再存.xlsx").read_bytes(), bureau().blank()) == ()


@every_kind
def test_sorted_lines_of_the_report(each: Shipped, tmp_path: Path) -> None:
    """The lines of 校验 may be sorted under protection: no damage, and each explanation stays with its own check."""
    code = next(check.id for check in each.kind.checks if check.severity == "verify")
    filing = Filing(explanations={code: "省级名单在审核启动以后才公布"})
    path = each.write(tmp_path, filing)
    book = load_workbook(path)
    sheet = book["校验"]
    assert sheet.auto_filter.ref is not None
    left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
    lines = [[sheet.cell(row, column).value for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)]
    for row, line in enumerate(reversed(lines), top + 1):
        for column, value in enumerate(line, left):
            moved = (
                str(value).replace(f"$A{bottom + top + 1 - row}", f"$A{row}") if str(value).startswith("=") else value
            )
            sheet.cell(row, column).value = moved
    book.save(path)
    assert not damages_of(path, BLANKS)
    assert read_workbook(path, LIBRARY).filing.explanations == filing.explanations
