"""From the button to the cell: the extension installed, a workbook filled in as a person would, checked and mended."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlwings
from openpyxl import Workbook

from addin.actions import ACTIONS
from addin.buttons import BY_ACTION
from addin.libreoffice.extension import build_extension
from addin.navigation import spots
from addin.target import BESIDE
from generator.submission.stamping import stamp_of
from qingbiao.findings import Verdict
from tests.addin.libreoffice.conftest import example, session, workbook
from tests.addin.libreoffice.story import ENTERPRISE, equipped, in_order
from tests.addin.libreoffice.window import ROOT, Window

PROTOCOL = "vnd.qingbiao"


@pytest.fixture(scope="module")
def desk() -> Iterator[Window]:
    """A LibreOffice as a person has it: with the extension, and told what to start."""
    with equipped() as made:
        yield made.start()


def press(desk: Window, action: str, book: xlwings.Book) -> None:
    """A click on the button, but for the pixels."""
    desk.dispatch(f"{PROTOCOL}:{action}", book)


def fill(book: xlwings.Book, sheet: str, cell: str, text: str) -> None:
    """As typed into the cell: LibreOffice decides what it is."""
    book.sheets[sheet][cell].api.getCellByPosition(0, 0).setFormula(text)


def test_a_person_fills_in_is_told_mends_and_passes(desk: Window, tmp_path: Path) -> None:
    book = desk.open(workbook(tmp_path, *ENTERPRISE, example("enterprise-2024.yaml", *ENTERPRISE)))
    name = session(book).received.places["company.name"]
    good = book.sheets[name.sheet][name.cell()].value

    fill(book, name.sheet, name.cell(), "")
    press(desk, "validate", book)
    said = desk.box()
    assert "还不能上报" in said
    assert f"{name.sheet}!{name.cell()}" in said
    desk.until(lambda: session(book).selection() == (name.sheet, name.row, name.column))

    fill(book, name.sheet, name.cell(), good)
    press(desk, "validate", book)
    assert "还不能上报" not in desk.box()
    assert session(book).examined.verdict is not Verdict.FAIL
    book.impl.close()


def test_next_shows_the_finding_over_the_cells(desk: Window, tmp_path: Path) -> None:
    book = desk.open(workbook(tmp_path, *ENTERPRISE))
    second = spots(session(book))[1]
    session(book).goto(second.sheet, spots(session(book))[0].cell)
    press(desk, "next", book)
    desk.until(lambda: book.api.getCurrentController().hasInfobar("qingbiao"))
    assert session(book).selection() == (second.sheet, second.row, second.column)
    book.impl.close()


def test_protected_cells_stay_protected_whatever_is_typed(desk: Window, tmp_path: Path) -> None:
    book = desk.open(workbook(tmp_path, *ENTERPRISE))
    sheet = session(book).received.places["company.name"].sheet
    title = book.sheets[sheet]["A1"].value
    controller = book.api.getCurrentController()
    session(book).goto(sheet, "A1")
    desk.enter(book, "别的标题")
    assert "protected" in desk.box().lower()
    assert controller.getActiveSheet().isProtected()
    assert book.sheets[sheet]["A1"].value == title
    book.impl.close()


def test_a_foreign_workbook_is_told_so(desk: Window, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "别的.xlsx")
    book = desk.open(tmp_path / "别的.xlsx")
    press(desk, "validate", book)
    assert desk.box()
    book.impl.close()


def test_without_a_program_the_person_is_told_what_to_do(desk: Window, tmp_path: Path) -> None:
    ini = desk.home / "libreoffice.ini"
    content = ini.read_text(encoding="utf-8")
    ini.unlink()
    book = desk.open(workbook(tmp_path, *ENTERPRISE))
    try:
        press(desk, "validate", book)
        assert "qingbiao addin libreoffice" in desk.box()
        ini.write_text("[start]\nprogram = /nowhere/python\n", encoding="utf-8")
        press(desk, "validate", book)
        assert "addin.log" in desk.box()
    finally:
        ini.write_text(content, encoding="utf-8")
        book.impl.close()


def test_the_extension_has_a_button_for_every_action_and_is_made_reproducibly() -> None:
    content = build_extension()
    assert content == build_extension()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        addons = archive.read("Addons.xcu").decode()
        names = archive.namelist()
    assert names[0] == "META-INF/manifest.xml"
    assert "CalcWindowState.xcu" in names  # or the toolbar floats without a title
    ElementTree.fromstring(addons)
    for action in ACTIONS:
        assert addons.count(f"<value>{PROTOCOL}:{action}</value>") == 3  # the picture, the menu and the toolbar
        assert f"icons/{action}.svg" in names
        assert BY_ACTION[action].label.zh in addons


def test_it_is_submitted_received_and_signed_for(desk: Window, tmp_path: Path) -> None:
    book = desk.open(workbook(tmp_path, *ENTERPRISE, in_order()))
    press(desk, "submit", book)
    assert "受理编号" in desk.box()
    press(desk, "status", book)
    assert "等主管部门接收" in desk.box()
    command = [
        sys.executable,
        "-c",
        "from cli.main import main; main()",
        "receive",
        tmp_path / BESIDE,
        "--folder",
        tmp_path / "received",
    ]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120, capture_output=True)
    press(desk, "status", book)
    assert "主管部门已签收" in desk.box()
    stamp = stamp_of(Path(book.fullname).read_bytes())
    assert stamp is not None
    book.impl.close()


def test_what_is_not_in_order_is_not_submitted(desk: Window, tmp_path: Path) -> None:
    book = desk.open(workbook(tmp_path, *ENTERPRISE))
    press(desk, "submit", book)
    assert "还不能上报" in desk.box()
    assert not list((tmp_path / BESIDE).glob("*"))
    book.impl.close()
