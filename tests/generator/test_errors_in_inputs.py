"""An error such as ``#N/A`` comes with cells pasted from another workbook. It is told at its cell by the workbook and
by the command alike, silences nothing, and is never taken for a blank; that both engines show what Python finds is
part of test_checks_agree.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.damage.receipt import damages_of
from generator.examining import examine_file
from generator.healing import heal_file
from generator.reader import read_workbook
from qingbiao.findings import Verdict
from qingbiao.values import BLANK, ERROR, NA, from_cell, joined, to_cell
from tests.engines.office import Office
from tests.generator.edits import in_book
from tests.generator.passing import Passing, untouched
from tests.generator.shipped import BLANKS, LIBRARY, of
from tests.qingbiao.slips import example

PASTED = {
    "a required number": ("resources.power", "#DIV/0!"),
    "an optional text": ("resources.others", "#N/A"),
    "a choice": ("audit.kind", "#REF!"),
    "a day": ("acceptance.date", "#VALUE!"),
    "a factor of one's own": ("factor.grid.own", "#NAME?"),
}


def pasted(key: str, error: str, path: Path) -> None:
    each = of("mee-2024", "enterprise")
    place = each.build().plan.places[key]

    def paste(book: object) -> None:
        book[place.sheet][place.cell()].value = error  # type: ignore[index]

    path.write_bytes(in_book(paste)(each.build(example("enterprise-2024")).content))


@pytest.mark.parametrize("by_libreoffice", [False, True], ids=["as pasted", "saved by LibreOffice"])
@pytest.mark.parametrize(("key", "error"), PASTED.values(), ids=PASTED)
def test_an_error_is_one_finding_at_its_cell(
    key: str, error: str, by_libreoffice: bool, tmp_path: Path, office: Office
) -> None:
    passing: Passing = office.resave if by_libreoffice else untouched
    pasted(key, error, tmp_path / "填.xlsx")
    passing(tmp_path / "填.xlsx", tmp_path / "收到.xlsx")
    examined = examine_file(tmp_path / "收到.xlsx", LIBRARY)
    assert [(each.code, each.field) for each in examined.findings()] == [("finding-error", key)]
    assert examined.verdict is Verdict.FAIL
    assert damages_of(tmp_path / "收到.xlsx", BLANKS) == ()
    if by_libreoffice:  # which has recalculated the sheet 校验
        report = load_workbook(tmp_path / "收到.xlsx", data_only=True)["校验"]
        shown = [cell.value for row in report for cell in row if isinstance(cell.value, str)]
        assert "不能上报" in shown
        assert not [text for text in shown if text.startswith("#")]


def test_an_error_in_a_row_of_a_register_and_its_healing(tmp_path: Path) -> None:
    """Healing keeps it: what stood there before, nobody knows but who pasted it."""
    each, path = of("miit-2024", "bureau"), tmp_path / "收到.xlsx"
    place = each.build().plan.places["documents.number"]

    def paste(book: object) -> None:
        book[place.sheet][place.cell(1)].value = "#N/A"  # type: ignore[index]

    path.write_bytes(in_book(paste)(each.build(example("miit-2024")).content))
    told = [(finding.code, finding.field, finding.row) for finding in examine_file(path, LIBRARY).findings()]
    assert told == [("finding-error", "documents.number", 2)]
    healed = heal_file(path, BLANKS)
    path.write_bytes(healed.built.content)
    assert damages_of(path, BLANKS) == ()
    assert read_workbook(path, LIBRARY).filing.columns["documents.number"][1] is ERROR
    assert load_workbook(path)[place.sheet][place.cell(1)].data_type == "e"


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    assert from_cell("#N/A") == "#N/A"
    assert (to_cell(ERROR), joined(ERROR)) == ("#N/A", "#N/A")
    assert (joined(BLANK), joined(NA)) == ("", "/")
