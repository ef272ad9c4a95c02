"""A person fills in a workbook, is led to what is wrong, mends it and submits it: by mouse and keyboard, in a window of
LibreOffice, to a bureau's desk that is really there.

The test follows it, and the pictures of the manual are taken of it (docs/pictures/make.py).
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
from typing import Final

import pytest
import trustme
import xlwings

from addin.buttons import BY_ACTION
from addin.libreoffice.extension import FILE_NAME, build_extension, register
from addin.places import elsewhere
from addin.settings import SUBMIT_TO, TOKEN_FILE, settings_text
from generator.submission.stamping import stamp_of
from qingbiao.examination import examine
from qingbiao.faults import Language
from qingbiao.filing import Filing, compute
from qingbiao.values import BLANK
from tests.addin.libreoffice.conftest import LIBRARY, example, session, workbook
from tests.addin.libreoffice.window import ROOT, Window

ENTERPRISE: Final = ("mee-2024", "enterprise")
FIELD: Final = "company.phone"
MOMENTS: Final = ("opened", "wrong", "shown", "right", "submitted", "signed")
_OK: Final = {"zh": "确定(O)", "en": "OK"}
_QINGBIAO: Final = [sys.executable, "-c", "from cli.main import main; main()"]


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
    said = ask.answer()
    assert "还不能上报" in said
    assert f"{place.sheet}!{place.cell()}" in said
    hands.until(lambda: session(book).selection() == (place.sheet, place.row, place.column))
    moment("shown")

    hands.type(str(good.cells[FIELD]))
    hands.until(lambda: session(book).received.filing.cells.get(FIELD) == good.cells[FIELD])
    ask.for_("validate", book)
    hands.until_box()
    moment("right")
    assert "还不能上报" not in ask.answer()

    ask.for_("submit", book)
    hands.until_box()
    moment("submitted")
    told = ask.answer()
    assert "已上报到" in told
    number = re.search(r"受理编号 (\S+)", told)
    assert number is not None

    ask.for_("status", book)
    hands.until_box()
    moment("signed")
    told = ask.answer()
    assert "主管部门已签收" in told
    assert number[1] in told
    stamp = stamp_of(Path(book.fullname).read_bytes())
    assert stamp is not None
    assert stamp.number == number[1]
    assert book.sheets[place.sheet].api.isProtected()
    book.impl.close()


class Asking:
    """Buttons by what they do, and boxes; both are labelled in the window's language."""

    def __init__(self, hands: Window, language: Language) -> None:
        self.hands = hands
        self.language: Language = language

    def for_(self, action: str, book: xlwings.Book) -> None:
        self.hands.click(book, BY_ACTION[action].label.text(self.language))

    def answer(self) -> str:
        return self.hands.click_away(_OK[self.language])


def in_order() -> Filing:
    """A filing that may be submitted, with its reasons."""
    filing = example("enterprise-2024.yaml", *ENTERPRISE)
    known = LIBRARY.known("mee-2024", 2024, "enterprise")
    results = examine(known.kind, filing, compute(known.kind, filing, known.edition.year, {}))
    asked = [result.code for result in results if result.needs_explanation]
    reasons = {code: f"按第{number}号原始凭证逐笔重算，与台账一致" for number, code in enumerate(asked, 1)}
    return filing.updated(Filing(explanations=reasons))


# --- the window and the bureau -----------------------------------------------------------------------------------


def certified(folder: Path) -> Path:
    """The certificates of an authority that the machine trusts: the desk's own, and the authority's."""
    made = trustme.CA()
    made.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "cert.pem")
    made.cert_pem.write_to_path(folder / "ca.pem")
    return folder


@contextmanager
def equipped(language: Language = "en", **environment: str) -> Iterator[Window]:
    """A LibreOffice with the extension, told which program to start; not started itself yet."""
    with Window(language, **environment) as made:
        extension = made.folder / FILE_NAME
        extension.write_bytes(build_extension())
        made.install(extension)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("QINGBIAO_HOME", str(made.home))
            register(Path(sys.executable), ROOT)
        yield made


@contextmanager
def desk(hands: Window, authority: Path, folder: Path) -> Iterator[str]:
    """``qingbiao receive`` as a bureau runs it, and a token for the unit in a file of its own."""
    unit = str(in_order().cells["company.name"])
    new = [*_QINGBIAO, "token", "new", unit, "--tokens", "tokens.txt"]
    token = subprocess.run(new, cwd=folder, env=environment(), check=True, capture_output=True, text=True, timeout=60)
    file = hands.folder / "token"
    file.write_text(token.stdout.strip(), encoding="utf-8")
    file.chmod(0o600)
    words = ["--port", "0", "--folder", "received", "--tokens", "tokens.txt", "--certificate", authority / "cert.pem"]
    with subprocess.Popen(
        [*_QINGBIAO, "receive", *words], cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
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
