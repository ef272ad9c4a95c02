"""From the workbook to the receipt with mouse and keyboard: a person fills in, is led to what is wrong, mends it, and
submits to a bureau's desk that is really there.

The pictures of the manual are taken of the same story (docs/pictures/make.py).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
import xlwings
from openpyxl import Workbook

from addin.buttons import BY_ACTION
from addin.libreoffice.extension import FILE_NAME, build_extension, register
from addin.places import elsewhere
from addin.settings import SUBMIT_TO, TOKEN_FILE, settings_text
from generator.submission.stamping import stamp_of
from qingbiao.faults import Language
from qingbiao.filing import Filing
from qingbiao.values import BLANK
from tests.addin.libreoffice.conftest import session, workbook
from tests.addin.libreoffice.test_extension import ENTERPRISE, in_order
from tests.addin.libreoffice.window import ROOT, Window, is_enabled

QINGBIAO = [sys.executable, "-c", "from cli.main import main; main()"]
FIELD = "company.phone"


def test_from_the_workbook_to_the_receipt(hands: Window, bureau: str, tmp_path: Path) -> None:
    seen: list[str] = []
    story(hands, tmp_path, bureau, seen.append)
    assert seen == list(MOMENTS)


MOMENTS = ("opened", "wrong", "shown", "right", "submitted", "signed")


def story(hands: Window, folder: Path, bureau: str, moment: Callable[[str], None], language: Language = "en") -> None:
    """All of it; each moment that is worth a look is told. ``bureau`` is the address of its desk."""
    ask = Asking(hands, language)
    tell_where_to_submit(hands, bureau)
    good = in_order()
    book = hands.open(workbook(folder, *ENTERPRISE, good.updated(Filing({FIELD: BLANK}))))
    place = session(book).received.places[FIELD]
    moment("opened")

    ask.for_("validate", book)
    hands.until_box()
    moment("wrong")
    said = hands.click_away()
    assert "还不能上报" in said
    assert f"{place.sheet}!{place.cell()}" in said
    hands.until(lambda: session(book).selection() == (place.sheet, place.row, place.column))
    moment("shown")

    hands.type(str(good.cells[FIELD]))
    hands.until(lambda: session(book).received.filing.cells.get(FIELD) == good.cells[FIELD])
    ask.for_("validate", book)
    hands.until_box()
    moment("right")
    assert "还不能上报" not in hands.click_away()

    ask.for_("submit", book)
    hands.until_box()
    moment("submitted")
    told = hands.click_away()
    assert "已上报到" in told
    number = re.search(r"受理编号 (\S+)", told)
    assert number is not None

    ask.for_("status", book)
    hands.until_box()
    moment("signed")
    told = hands.click_away()
    assert "主管部门已签收" in told
    assert number[1] in told
    stamp = stamp_of(Path(book.fullname).read_bytes())
    assert stamp is not None
    assert stamp.number == number[1]
    assert book.sheets[place.sheet].api.isProtected()
    book.impl.close()


class Asking:
    """Buttons by what they do; their labels are of the window's language."""

    def __init__(self, hands: Window, language: Language) -> None:
        self.hands = hands
        self.language: Language = language

    def for_(self, action: str, book: xlwings.Book) -> None:
        self.hands.click(book, BY_ACTION[action].label.text(self.language))


def test_buttons_are_grey_where_they_are_of_no_use(hands: Window, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "别的.xlsx")
    foreign = hands.open(tmp_path / "别的.xlsx")
    assert enabled(hands, foreign) == {"settings", "help"}
    enterprise = hands.open(workbook(tmp_path, *ENTERPRISE))
    assert enabled(hands, enterprise) == set(BY_ACTION) - {"add_row"}
    bureau = hands.open(workbook(tmp_path, "mee-2024", "bureau"))
    assert enabled(hands, bureau) == set(BY_ACTION)
    assert enabled(hands, foreign) == {"settings", "help"}
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


# --- the window and the bureau -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificates of an authority that the machine trusts."""
    folder = tmp_path_factory.mktemp("authority")
    made = trustme.CA()
    made.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "cert.pem")
    made.cert_pem.write_to_path(folder / "ca.pem")
    return folder


@pytest.fixture(scope="module")
def hands(authority: Path) -> Iterator[Window]:
    with equipped(SSL_CERT_FILE=str(authority / "ca.pem")) as made:
        yield made.start()


@contextmanager
def equipped(**environment: str) -> Iterator[Window]:
    """A LibreOffice with the extension, not started yet."""
    with Window(**environment) as made:
        extension = made.folder / FILE_NAME
        extension.write_bytes(build_extension())
        made.install(extension)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("QINGBIAO_HOME", str(made.home))
            register(Path(sys.executable), ROOT)
        yield made


@pytest.fixture
def bureau(hands: Window, authority: Path, tmp_path: Path) -> Iterator[str]:
    with desk(hands, authority, tmp_path) as address:
        yield address


@contextmanager
def desk(hands: Window, authority: Path, folder: Path) -> Iterator[str]:
    """``qingbiao receive`` as a bureau runs it, and a token for the unit in a file of its own."""
    unit = str(in_order().cells["company.name"])
    new = [*QINGBIAO, "token", "new", unit, "--tokens", "tokens.txt"]
    token = subprocess.run(new, cwd=folder, env=environment(), check=True, capture_output=True, text=True, timeout=60)
    file = hands.folder / "token"
    file.write_text(token.stdout.strip(), encoding="utf-8")
    file.chmod(0o600)
    words = ["--port", "0", "--folder", "received", "--tokens", "tokens.txt", "--certificate", authority / "cert.pem"]
    with subprocess.Popen(
        [*QINGBIAO, "receive", *words], cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = re.search(r"https://\S+", running.stdout.readline())
            assert address
            yield address[0]
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 130
        finally:
            running.kill()


def tell_where_to_submit(hands: Window, address: str) -> None:
    """As a technician does: in the settings of the person."""
    settings = elsewhere(hands.folder).settings
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(settings_text({SUBMIT_TO: address, TOKEN_FILE: str(hands.folder / "token")}), encoding="utf-8")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
