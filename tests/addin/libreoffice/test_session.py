"""What a session promises: the same filing as from the file, few calls, and nothing left changed but what is meant."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from addin.libreoffice.books import as_excel
from addin.libreoffice.host import _style
from addin.libreoffice.ranges import Range
from addin.session import Session
from generator.plan import Area
from generator.reader import read_workbook
from qingbiao.errors import BadWorkbook
from qingbiao.filing import Filing
from qingbiao.values import BLANK, ERROR
from tests.addin.libreoffice.conftest import LIBRARY, Open, example, session
from tests.addin.libreoffice.window import Window

BUREAU = ("mee-2024", "bureau")


def filled() -> Filing:
    """Panjin's own figures."""
    return example("panjin-2024.yaml", *BUREAU)


def test_an_open_workbook_is_the_same_filing_as_its_file(opened: Open) -> None:
    book = opened(*BUREAU, filled())
    from_file = read_workbook(Path(book.fullname), LIBRARY)
    received = session(book).received
    assert received.filing == from_file.filing
    assert received.places == from_file.places
    assert received.capacities == from_file.capacities
    assert not received.notices


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often cells are read and written: each goes to LibreOffice."""
    counted: Counter[str] = Counter()
    plain = Range.raw_value

    def read(self: Range) -> object:
        counted["reads"] += 1
        return plain.fget(self)  # type: ignore[attr-defined]

    def write(self: Range, data: object) -> None:
        counted["writes"] += 1
        plain.fset(self, data)  # type: ignore[attr-defined]

    monkeypatch.setattr(Range, "raw_value", property(read, write))
    return counted


def test_the_calls_do_not_grow_with_the_rows(opened: Open, calls: Counter[str]) -> None:
    counts = []
    for rows in (30, 900):
        calls.clear()
        received = session(opened(*BUREAU, filled(), {"": rows})).received
        assert set(received.capacities.values()) >= {rows}
        counts.append(calls["reads"])
    sheets = len({place.sheet for place in received.places.values()})
    assert counts == [sheets + 1, sheets + 1]  # and the sheet that says what the workbook is


def test_texts_from_data_are_never_formulas_numbers_or_days(opened: Open) -> None:
    book = opened(*BUREAU)
    place = session(book).received.places["pollutants.name"]
    texts = ["=1+1", "+1", "-1", "@A1", "007", "2024-05-31", "'x", "TRUE", "=HYPERLINK(1)"]
    area = Area(place.row, place.column, place.row + len(texts) - 1, place.column)
    session(book).write(place.sheet, area, [[text] for text in texts])
    assert session(book).received.filing.columns["pollutants.name"] == texts
    cells = book.sheets[place.sheet][area.a1].api
    assert cells.queryFormulaCells(7).getCount() == 0


def test_errors_are_read_and_written_as_such_and_texts_like_them_as_texts(opened: Open) -> None:
    book = opened(*BUREAU)
    place = session(book).received.places["pollutants.name"]
    given = ["甲公司", ERROR, "#N/A", "乙公司"]
    area = Area(place.row, place.column, place.row + len(given) - 1, place.column)
    session(book).write(place.sheet, area, [[value] for value in given])
    assert session(book).received.filing.columns["pollutants.name"] == given


def test_protection_comes_back_with_all_it_allowed_even_after_a_failure(opened: Open, tmp_path: Path) -> None:
    book = opened(*BUREAU)
    sheet = book.sheets["表1"]

    def fail() -> None:
        with session(book).lifted(["表1", "表2-1"]):
            assert not sheet.api.isProtected()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert sheet.api.isProtected()
    assert book.sheets["表2-1"].api.isProtected()
    untouched, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.impl.save(str(saved))
    other = opened("miit-2024", "bureau")
    other.impl.save(str(untouched))
    assert protections(saved)["表1"] == next(iter(protections(untouched).values()))


def test_protection_comes_back_after_a_failure_of_libreoffice_itself(opened: Open) -> None:
    """UNO's exceptions are not quite Python's; whatever becomes of them on the way, the sheet is locked again."""
    book = opened(*BUREAU)
    sheet = book.sheets["表1"].api

    def fail() -> None:
        with session(book).undisturbed(), session(book).lifted(["表1"]):
            sheet.getCellByPosition(-1, -1)

    with pytest.raises(Exception):  # noqa: B017, PT011
        fail()
    assert sheet.isProtected()
    assert (book.app.calculation, book.app.screen_updating) == ("automatic", True)


def test_a_mark_whose_look_is_gone_gets_it_again_under_protection(opened: Open) -> None:
    book = opened(*BUREAU)
    look = (0x123456, 0x654321, 150.0, 150.0)
    name = _style(book.api, look)
    assert _style(book.api, look) == name
    styles = book.api.getStyleFamilies().getByName("CellStyles")
    assert styles.getByName(name).getPropertyValue("CellBackColor") == 0x123456
    assert book.sheets["表1"].api.isProtected()


def protections(path: Path) -> dict[str, object]:
    """What each sheet of a file allows."""
    book = load_workbook(path)
    return {
        sheet.title: {**vars(sheet.protection)} for sheet in book.worksheets if sheet.title.startswith(("表", "工"))
    }


def test_selection_calculation_and_screen_are_as_they_were(opened: Open, window: Window) -> None:
    book = opened(*BUREAU)
    session(book).goto("表2-1", "C9")
    app = book.app
    app.calculation = "manual"

    def fail() -> None:
        with session(book).undisturbed():
            book.sheets["表1"].activate()
            assert not app.screen_updating
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert session(book).selection() == ("表2-1", 9, 3)
    assert (app.calculation, app.screen_updating) == ("manual", True)
    app.calculation = "automatic"


def test_names_are_told_as_excel_tells_them() -> None:
    assert as_excel("$'表2-1'.$A$7:$A$36") == "'表2-1'!$A$7:$A$36"
    assert as_excel("$表1.$C$5") == "表1!$C$5"
    assert as_excel("$'it''s'.$C$5:$C$6") == "'it''s'!$C$5:$C$6"
    assert as_excel("OFFSET($表1.$A$1;1;0)") == "OFFSET($表1.$A$1;1;0)"


def test_a_foreign_workbook_is_refused_with_the_reason(window: Window, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "别的.xlsx")
    book = window.open(tmp_path / "别的.xlsx")
    with pytest.raises(BadWorkbook, match="workbook-foreign"):
        _ = Session(book, LIBRARY).received
    book.impl.close()


def test_blank_cells_are_written_as_blank(opened: Open) -> None:
    book = opened(*BUREAU, filled())
    place = session(book).received.places["pollutants.name"]
    session(book).write(place.sheet, place.area, [[BLANK]] * place.rows)
    assert "pollutants.name" not in session(book).received.filing.columns
