"""The harness itself: do the oracles say what is known of a small workbook?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection

from tests.engines import ironcalc
from tests.engines.office import Office, OfficeError, Text
from tests.engines.textfit import CutOff, cut_off

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[2]
LONG = "企业名称应与营业执照上的名称一致，不得使用简称；" * 4

FORMULAS: dict[str, tuple[str, float | str]] = {
    "C1": ("=SUM(form.power)", 7.0),
    "C2": ("=ROUND(A1/3,3)", 1.0),
    "C3": ('=IF(ISBLANK(A9),"",A9)', ""),
    "C4": ('="合计："&A2', "合计：4"),
    "C5": ("=A1<A2", 1.0),
    "C6": ("=1/0", "#DIV/0!"),
    "C7": ("=NA()", "#N/A"),
    "C8": ('="x"+1', "#VALUE!"),
    "C9": ("=NoSuchFunction(1)", "#NAME?"),
    "C10": ("=A9", 0.0),
}


def sheet_of(workbook: Workbook, title: str = "表2-1 资源能源") -> Worksheet:
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    return sheet


@pytest.fixture
def computed(tmp_path: Path) -> Path:
    """Formulas on a locked sheet with a Chinese name, a defined name with a dot, and a very hidden sheet."""
    workbook = Workbook()
    sheet = sheet_of(workbook)
    sheet["A1"], sheet["A2"] = 3, 4
    workbook.defined_names["form.power"] = DefinedName("form.power", attr_text="'表2-1 资源能源'!$A$1:$A$2")
    for cell, (formula, _) in FORMULAS.items():
        sheet[cell] = formula
    sheet.protection.sheet = True
    workbook.security = WorkbookProtection(lockStructure=True)
    hidden = workbook.create_sheet("核对")
    hidden.sheet_state = "veryHidden"
    hidden["AB3"] = "='表2-1 资源能源'!A1*2"
    workbook.create_sheet("空")
    path = tmp_path / "计算.xlsx"
    workbook.save(path)
    return path


EXPECTED = {
    "表2-1 资源能源": {cell: value for cell, (_, value) in FORMULAS.items()},
    "核对": {"AB3": 6.0},
    "空": {},
}


def test_ironcalc_recalculates(computed: Path) -> None:
    assert ironcalc.recalculated(computed) == EXPECTED


def test_office_recalculates(office: Office, computed: Path) -> None:
    assert office.recalculated(computed) == EXPECTED


def test_office_leaves_nothing_beside_the_file(office: Office, computed: Path) -> None:
    office.recalculated(computed)
    assert list(computed.parent.iterdir()) == [computed]


def test_office_does_not_trust_saved_values(office: Office, tmp_path: Path, computed: Path) -> None:
    office.resave(computed, tmp_path / "saved.xlsx")
    changed = load_workbook(tmp_path / "saved.xlsx")
    changed["表2-1 资源能源"]["A1"] = 30
    changed.save(tmp_path / "changed.xlsx")
    assert office.recalculated(tmp_path / "changed.xlsx")["表2-1 资源能源"]["C1"] == 34.0


def test_many_rows(office: Office, tmp_path: Path) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("大表")
    for row in range(1, 10_001):
        sheet.append([row, f"=A{row}*2", "", f'="第"&A{row}&"行"'])
    workbook.save(tmp_path / "rows.xlsx")
    values = office.recalculated(tmp_path / "rows.xlsx")
    assert values == ironcalc.recalculated(tmp_path / "rows.xlsx")
    assert len(values["大表"]) == 20_000
    assert values["大表"]["B10000"] == 20_000.0


def test_files(office: Office, computed: Path, tmp_path: Path) -> None:
    office.resave(computed, tmp_path / "saved.xlsx")
    assert load_workbook(tmp_path / "saved.xlsx", data_only=True)["表2-1 资源能源"]["C1"].value == 7
    assert 0 < office.open_seconds(computed) < 10
    office.pdf(computed, tmp_path / "打印.pdf")
    assert office.pages(tmp_path / "打印.pdf") == 1
    [picture] = office.pictures(tmp_path / "打印.pdf", tmp_path / "pictures", dpi=30)
    assert picture.read_bytes().startswith(b"\x89PNG")


# --- sizes -----------------------------------------------------------------------------------------------------------


def test_needed_heights(office: Office) -> None:
    wide, narrow, two_lines, small = office.needed_heights(
        [
            ("企业名称", "宋体", 11, False, 5000),
            ("企业名称", "宋体", 11, False, 1000),
            ("企业\n名称", "宋体", 11, False, 5000),
            ("企业名称", "宋体", 6, False, 5000),
        ]
    )
    assert 11 * 35 < wide < 11 * 35 * 1.7
    assert two_lines == pytest.approx(2 * wide, rel=0.1)
    assert narrow == two_lines
    assert small < 6 * 35 * 1.7


def test_needed_widths(office: Office) -> None:
    four, eight, bold, indented = office.needed_widths(
        [
            Text("企业名称", "宋体", 11, False, 0),
            Text("企业名称企业名称", "宋体", 11, False, 0),
            Text("Total", "Calibri", 11, True, 0),
            Text("企业名称", "宋体", 11, False, 0, indent=1000),
        ]
    )
    assert 4 * 11 * 35 < four < 4 * 11 * 35 * 1.3
    assert eight - four == pytest.approx(4 * 11 * 35.3, rel=0.1)
    assert bold < four
    assert indented == pytest.approx(four + 1000, abs=50)


def test_thousands_of_distinct_texts(office: Office) -> None:
    texts = [(f"第{index}项", "宋体", 11, False, 3000 + index % 7) for index in range(2500)]
    assert len(set(office.needed_heights(texts))) == 1
    assert len(office.needed_widths(texts)) == len(texts)


def test_layout(office: Office, tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook)
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[1].height = 30
    sheet.row_dimensions[2].hidden = True
    sheet["A1"] = "标题"
    sheet["A1"].font = Font(name="黑体", size=14, bold=True)
    sheet["A1"].alignment = Alignment(wrap_text=True, horizontal="center")
    sheet.merge_cells("A1:C2")
    sheet["C4"] = date(2024, 12, 31)
    sheet["C4"].number_format = "yyyy-mm-dd"
    workbook.create_sheet("隐藏").sheet_state = "hidden"
    workbook.save(tmp_path / "layout.xlsx")

    title, day = office.text_cells(tmp_path / "layout.xlsx")
    assert (title.cell, title.text, title.rows, title.columns) == ("A1", "标题", 2, 3)
    assert (title.font, title.size, title.bold, title.wrapped, title.align) == ("黑体", 14.0, True, True, "center")
    assert (day.cell, day.text, day.is_number, day.general) == ("C4", "2024-12-31", True, False)
    heights = office.row_heights(tmp_path / "layout.xlsx")
    widths = office.column_widths(tmp_path / "layout.xlsx")
    assert heights["表2-1 资源能源"][:2] == [pytest.approx(30 * 35.28, abs=2), 0]
    assert widths["表2-1 资源能源"][0] > 3000
    assert widths["表2-1 资源能源"][1] == 0
    assert (len(heights["表2-1 资源能源"]), len(widths["表2-1 资源能源"])) == (4, 3)
    assert heights["隐藏"] == widths["隐藏"] == []


# --- cut off? --------------------------------------------------------------------------------------------------------


def form() -> tuple[Workbook, Worksheet]:
    """Three columns of 10 characters, rows of 20 points."""
    workbook = Workbook()
    sheet = sheet_of(workbook)
    for column in "ABC":
        sheet.column_dimensions[column].width = 10
    for row in range(1, 10):
        sheet.row_dimensions[row].height = 20
    return workbook, sheet


def faults(office: Office, workbook: Workbook, folder: Path) -> list[tuple[str, str]]:
    workbook.save(folder / "form.xlsx")
    return [(fault.cell, fault.direction) for fault in cut_off(office, folder / "form.xlsx")]


@pytest.mark.parametrize(("height", "expected"), [(20, [("A1", "height")]), (200, [])])
def test_merged_wrapped_text(office: Office, tmp_path: Path, height: float, expected: list[tuple[str, str]]) -> None:
    workbook, sheet = form()
    sheet["A1"] = LONG
    sheet["A1"].alignment = Alignment(wrap_text=True)
    sheet.merge_cells("A1:C2")
    sheet.row_dimensions[2].height = height
    assert faults(office, workbook, tmp_path) == expected


def test_a_fault_names_its_lengths(office: Office, tmp_path: Path) -> None:
    workbook, sheet = form()
    sheet["A1"] = LONG
    sheet["A1"].alignment = Alignment(wrap_text=True)
    workbook.save(tmp_path / "form.xlsx")
    [fault] = cut_off(office, tmp_path / "form.xlsx")
    assert fault == CutOff("表2-1 资源能源", "A1", LONG, fault.needed, fault.available, "height")
    assert fault.needed > 5 * fault.available > 0


@pytest.mark.parametrize(
    ("cell", "horizontal", "neighbour", "expected"),
    [
        pytest.param("A1", None, None, [], id="runs into empty cells"),
        pytest.param("A1", None, "B1", [("A1", "width")], id="stopped by the next cell"),
        pytest.param("A1", None, "C1", [("A1", "width")], id="stopped by the cell after it"),
        pytest.param("A1", "right", None, [("A1", "width")], id="nothing to the left of it"),
        pytest.param("C1", "right", None, [("C1", "width")], id="not enough to the left of it"),
        pytest.param("A1", "center", None, [("A1", "width")], id="centred: no room on one side"),
    ],
)
def test_unwrapped_text(
    office: Office,
    tmp_path: Path,
    cell: str,
    horizontal: str | None,
    neighbour: str | None,
    expected: list[tuple[str, str]],
) -> None:
    workbook, sheet = form()
    sheet[cell] = "企业名称应与营业执照一致" * 2
    sheet[cell].alignment = Alignment(horizontal=horizontal)
    if neighbour:
        sheet[neighbour] = "满"
    assert faults(office, workbook, tmp_path) == expected


def test_a_formula_without_text_stops_its_neighbour(office: Office, tmp_path: Path) -> None:
    workbook, sheet = form()
    sheet["A1"] = "企业名称应与营业执照一致"
    sheet["B1"] = '=""'
    assert faults(office, workbook, tmp_path) == [("A1", "width")]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234567.891, "#,##0.000", [("A1", "width")]),
        (1234.5, "#,##0.000", []),
        (1 / 3, "General", []),
        ("=1/3", "General", []),
        (date(2024, 12, 31), 'yyyy"年"mm"月"dd"日"', [("A1", "width")]),
    ],
)
def test_numbers(
    office: Office, tmp_path: Path, value: float | str, number_format: str, expected: list[tuple[str, str]]
) -> None:
    workbook, sheet = form()
    sheet["A1"] = value
    sheet["A1"].number_format = number_format
    sheet["A1"].alignment = Alignment(wrap_text=True)  # which numbers ignore
    assert faults(office, workbook, tmp_path) == expected


def test_turned_text(office: Office, tmp_path: Path) -> None:
    workbook, sheet = form()
    for cell, turn in (("A1", 90), ("B1", 255)):
        sheet[cell] = "企业名称"
        sheet[cell].alignment = Alignment(text_rotation=turn)
    assert faults(office, workbook, tmp_path) == [("A1", "height"), ("B1", "height")]
    sheet.row_dimensions[1].height = 80
    assert faults(office, workbook, tmp_path) == []


def test_what_nobody_sees_is_not_cut_off(office: Office, tmp_path: Path) -> None:
    workbook, sheet = form()
    for cell in ("A1", "A2", "B3"):
        sheet[cell] = LONG
        sheet[cell].alignment = Alignment(wrap_text=True)
    sheet["A1"].alignment = Alignment(shrink_to_fit=True)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = workbook.create_sheet("隐藏")
    hidden["A1"], hidden["B1"] = LONG, 1
    hidden.sheet_state = "hidden"
    assert faults(office, workbook, tmp_path) == []


# --- when something goes wrong ---------------------------------------------------------------------------------------


def test_a_file_that_is_none(office: Office, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match=r"recalculated .*absent\.xlsx: "):
        office.recalculated(tmp_path / "absent.xlsx")


def processes(group: int, name: str) -> list[int]:
    """The ids of a process group's members that have this name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may have ended meanwhile
            stat = (folder / "stat").read_text().split()
            if (stat[1], stat[4]) == (f"({name})", str(group)):
                found.append(int(folder.name))
    return found


@pytest.mark.office
@pytest.mark.parametrize("victim", ["soffice.bin", "python3"])
def test_a_crash_is_an_error_and_the_next_question_is_answered(computed: Path, victim: str) -> None:
    with Office() as crashing:
        assert crashing.open_seconds(computed) > 0
        assert crashing._process is not None
        [process] = processes(crashing._process.pid, victim)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(OfficeError, match="crashed"):
            crashing.open_seconds(computed)
        assert crashing.recalculated(computed) == EXPECTED


@pytest.mark.office
def test_an_endless_question_is_ended(computed: Path) -> None:
    with Office(timeout=0.001) as slow, pytest.raises(OfficeError, match="ended after"):
        slow.recalculated(computed)


def ended(group: int, seconds: float = 5.0) -> bool:
    """Has the process group no member left? (One just killed may stay visible for a moment.)"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.office
def test_nothing_is_left(computed: Path) -> None:
    with Office() as short:
        short.open_seconds(computed)
        folder, process = short._folder, short._process
    assert folder is not None
    assert process is not None
    assert not folder.exists()
    assert ended(process.pid)


@pytest.mark.parametrize(("required", "outcome"), [("0", "1 skipped"), ("1", "1 error")])
def test_without_libreoffice(required: str, outcome: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"{__file__}::test_needed_widths"],
        cwd=ROOT,
        env={**os.environ, "PATH": "", "QINGBIAO_REQUIRE_OFFICE": required},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert outcome in told
    assert "soffice is not on the path" in told
    assert ("1 tests were NOT RUN" in told) == (required == "0")
