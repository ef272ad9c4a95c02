"""With mouse and keyboard: the whole way to the receipt, and what a person's hands may do on it.

It guards the toolbar's buttons and boxes as they are on the screen, not only the commands behind them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings
from openpyxl import Workbook

from addin.buttons import BY_ACTION, When
from generator.workbook import build_workbook
from qingbiao.filing import Filing
from tests.addin.libreoffice.conftest import LIBRARY, session, workbook
from tests.addin.libreoffice.story import ENTERPRISE, FIELD, MOMENTS, certified, desk, equipped, story
from tests.addin.libreoffice.window import Window, is_enabled


def test_from_the_workbook_to_the_receipt(hands: Window, bureau: str, tmp_path: Path) -> None:
    seen: list[str] = []
    story(hands, tmp_path, bureau, seen.append)
    assert seen == list(MOMENTS)


def test_buttons_are_grey_where_they_are_of_no_use(hands: Window, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "别的.xlsx")
    foreign = hands.open(tmp_path / "别的.xlsx")
    always = {each.id for each in BY_ACTION.values() if each.when is When.OPEN}
    assert enabled(hands, foreign) == always < set(BY_ACTION)
    enterprise = hands.open(workbook(tmp_path, *ENTERPRISE))
    assert enabled(hands, enterprise) == set(BY_ACTION) - {"add_row"}
    bureau = hands.open(workbook(tmp_path, "mee-2024", "bureau"))
    assert enabled(hands, bureau) == set(BY_ACTION)
    assert enabled(hands, foreign) == always
    for book in (foreign, enterprise, bureau):
        book.impl.close()


def enabled(hands: Window, book: xlwings.Book) -> set[str]:
    """What can be pressed."""
    return {each.id for each in BY_ACTION.values() if is_enabled(hands.button(book, each.label.en))}


def test_a_click_that_comes_too_early_is_not_lost(hands: Window, tmp_path: Path) -> None:
    book = hands.open(workbook(tmp_path, *ENTERPRISE))
    for action in ("next", "explain", "validate"):
        hands.click(book, BY_ACTION[action].label.en)  # the first is still starting
    assert "没有要写审核说明的" in hands.click_away()
    assert "还不能上报" in hands.click_away()
    book.impl.close()


def test_what_is_typed_into_a_locked_cell_changes_nothing(hands: Window, tmp_path: Path) -> None:
    book = hands.open(workbook(tmp_path, *ENTERPRISE))
    sheet = session(book).received.places[FIELD].sheet
    title = book.sheets[sheet]["A1"].value
    session(book).goto(sheet, "A1")
    hands.keys("key", "x")
    assert "protected" in hands.click_away().lower()
    assert book.sheets[sheet]["A1"].value == title
    book.impl.close()


def test_last_year_s_workbook_is_chosen_among_the_files(hands: Window, tmp_path: Path) -> None:
    before = LIBRARY.known("miit-2024", 2023, "bureau")
    field = next(key for key in before.kind.last if not before.kind.fields[key].computed)
    old = tmp_path / "before.xlsx"
    old.write_bytes(build_workbook(before.edition, before.kind, Filing(cells={field: 41.0})).content)
    book = hands.open(workbook(tmp_path, "miit-2024", "bureau"))
    hands.click(book, BY_ACTION["import_last"].label.en)
    hands.choose(old)
    assert old.name in hands.click_away()
    assert session(book).received.filing.last[field] == 41.0
    book.impl.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def hands(authority: Path) -> Iterator[Window]:
    with equipped(SSL_CERT_FILE=str(authority / "ca.pem")) as made:
        yield made.start()


@pytest.fixture
def bureau(hands: Window, authority: Path, tmp_path: Path) -> Iterator[str]:
    with desk(hands, authority, tmp_path) as address:
        yield address
