"""The self-test in a real program: all of it passes, each check can fail, one failure hides no other, and what the
person has open is left alone. Else its file would be worth nothing where nobody of us can look.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings

from addin import repairing
from addin.actions import perform
from addin.libreoffice.books import Book, Name, Names
from addin.libreoffice.host import OfficeHost
from addin.selftest import button, checks, report
from addin.selftest.button import run
from addin.selftest.checks import CHECKS
from addin.selftest.report import Report
from addin.session import Session
from generator.checks.names import REPORT
from generator.library import Library
from qingbiao.values import to_cell
from tests.addin.libreoffice.conftest import Open, example, session, workbook
from tests.addin.libreoffice.window import Window
from tests.qingbiao.small_form import write_form

pytestmark = pytest.mark.xdist_group("self-test")  # the fixture `pressed` takes a minute

ENTERPRISE = ("mee-2024", "enterprise")
BY_ID = {check.id: check for check in CHECKS}
SECONDS = 300.0
LOST = "qingbiao.check.severity"


# --- the button, once ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pressed:
    """What pressing the button has shown, written and left behind."""

    said: str
    text: str
    data: dict[str, Any]
    home: Path
    workbook: Path
    before: tuple[object, ...]
    after: tuple[object, ...]


@pytest.fixture(scope="module")
def pressed(window: Window, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pressed]:
    """The button in a workbook that a person has filled in, changed since, and is at some cell of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QINGBIAO_HOME", str(window.home))
        folder = tmp_path_factory.mktemp("甲公司")
        filing = example("enterprise-2024.yaml", *ENTERPRISE)
        path = workbook(folder, *ENTERPRISE, filing).rename(folder / "机密填报.xlsx")
        book = window.open(path)
        sheet = book.sheets[-1 if book.sheets[-1].visible else 1].name
        session(book).goto(sheet, "B3")
        before = state(book, path)
        thread = threading.Thread(target=perform, args=("self_test", book))
        thread.start()
        said = window.box(SECONDS)
        thread.join(SECONDS)
        files = [(window.home / name).read_text(encoding="utf-8-sig") for name in (report.TEXT, report.DATA)]
        yield Pressed(said, files[0], json.loads(files[1]), window.home, path, before, state(book, path))
        book.impl.close()


def state(book: xlwings.Book, path: Path) -> tuple[object, ...]:
    """Everything about a person's workbook that a self-test might disturb."""
    at_hand = session(book)
    app = book.app
    return (
        at_hand.selection(),
        at_hand.received.filing,
        book.api.isModified(),
        path.read_bytes(),
        app.calculation,
        app.screen_updating,
        len(app.books),
        [sheet.api.isProtected() for sheet in book.sheets],
    )


def test_everything_passes(pressed: Pressed) -> None:
    assert [each["failures"] for each in pressed.data["checks"]] == [[] for _ in CHECKS]
    assert [each["id"] for each in pressed.data["checks"]] == [check.id for check in CHECKS]
    assert (pressed.data["passed"], pressed.data["failed"]) == (len(CHECKS), 0)


def test_the_person_s_workbook_and_selection_are_as_they_were(pressed: Pressed) -> None:
    assert pressed.after == pressed.before


def test_the_box_says_how_many_passed_and_where_the_file_is(pressed: Pressed) -> None:
    assert str(len(CHECKS)) in pressed.said
    assert str(pressed.home / report.TEXT) in pressed.said


def test_the_two_files_say_the_same(pressed: Pressed) -> None:
    for each in pressed.data["checks"]:
        assert report.title(each["id"], "zh") in pressed.text
        for fact in each["facts"].values():
            for value in fact if isinstance(fact, list) else [fact]:
                assert str(value) in pressed.text


def test_the_file_says_what_support_has_to_know(pressed: Pressed) -> None:
    facts = {key: fact for each in pressed.data["checks"] for key, fact in each["facts"].items()}
    assert facts["program"].startswith("LibreOffice ")
    assert "lacking" not in facts, "the shipped forms have everything that can be tried"
    assert facts["engine"] == "libreoffice"
    assert {"qingbiao", "xlwings", "python", "system", "changes", "validate"} <= facts.keys()
    assert facts["formulas"] > 5000
    assert facts["changed"] > 100, "one changed number must reach the checks, else recalculating proves nothing"
    assert all(each["seconds"] >= 0 for each in pressed.data["checks"])


def test_nothing_of_the_person_s_is_in_the_files(pressed: Pressed) -> None:
    filing = pressed.before[1]
    texts = {value for value in filing.cells.values() if isinstance(value, str) and len(value) > 5}  # type: ignore[attr-defined]
    assert texts
    for written in (pressed.text, json.dumps(pressed.data, ensure_ascii=False)):
        for secret in (pressed.workbook.stem, pressed.workbook.parent.name, str(Path.home()) + "/", *texts):
            assert str(to_cell(secret)) not in written, secret


# --- each check can fail -------------------------------------------------------------------------------------------

Break = Callable[[pytest.MonkeyPatch], None]


def program_says_nothing(patch: pytest.MonkeyPatch) -> None:
    def program(_: OfficeHost, __: xlwings.App) -> str:
        raise RuntimeError("no such\nproperty")

    patch.setattr(OfficeHost, "program", program)


def a_name_is_lost(patch: pytest.MonkeyPatch) -> None:
    """One that is not read, so that nothing else would notice."""
    plain = Names.snapshot

    def snapshot(self: Names) -> list[tuple[str, Name]]:
        return [pair for pair in plain(self) if pair[0] != LOST]

    patch.setattr(Names, "snapshot", snapshot)


def days_are_not_told_apart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OfficeHost, "first_day", lambda *_: 0)


def a_formula_is_gone(patch: pytest.MonkeyPatch) -> None:
    plain = OfficeHost.recalculate

    def recalculate(self: OfficeHost, book: xlwings.Book) -> None:
        plain(self, book)
        overwrite(book, REPORT)

    patch.setattr(OfficeHost, "recalculate", recalculate)


def nothing_is_written(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Session, "write", lambda *_: None)


def texts_have_no_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("addin.session.as_written", to_cell)


def lifting_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Session, "lifted", lambda *_: nullcontext())


def protection_stays_off(patch: pytest.MonkeyPatch) -> None:
    def lifted(_: OfficeHost, sheet: xlwings.Sheet) -> AbstractContextManager[None]:
        sheet.api.unprotect("")
        return nullcontext()

    patch.setattr(OfficeHost, "lifted", lifted)


def rows_come_bare(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(repairing, "_restore", lambda *_: 0)


def looks_are_not_copied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OfficeHost, "copy_looks", lambda *_: None)


def the_pdf_is_none(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Book, "to_pdf", lambda _, path, **__: Path(path).write_bytes(b"<html>"))


def properties_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OfficeHost, "note", lambda *_: None)


def saving_loses_a_formula(patch: pytest.MonkeyPatch) -> None:
    plain = Book.save

    def save(self: Book, path: str | None = None, password: str | None = None) -> None:
        overwrite(xlwings.Book(impl=self), "表1")
        plain(self, path, password)

    patch.setattr(Book, "save", save)


def nothing_is_put_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Session, "undisturbed", lambda _: nullcontext())


def validating_breaks(patch: pytest.MonkeyPatch) -> None:
    def validate(_: Session) -> None:
        raise KeyError("表9")

    patch.setattr("addin.navigation.validate", validate)


def no_workbook_comes_forward(patch: pytest.MonkeyPatch) -> None:
    def activate(_: Book) -> None:
        raise RuntimeError("behind")

    patch.setattr(Book, "activate", activate)


def overwrite(book: xlwings.Book, sheet: str) -> None:
    """A number in place of the first formula of a sheet."""
    api = book.sheets[sheet].api
    api.unprotect("")
    formulas = api.queryContentCells(16).getCells().createEnumeration()
    formulas.nextElement().setValue(41.0)
    api.protect("")


BROKEN: tuple[tuple[str, Break, str], ...] = (
    ("surroundings", program_says_nothing, "RuntimeError"),
    ("opening", a_name_is_lost, LOST),
    ("reading", days_are_not_told_apart, "45"),
    ("calculating", a_formula_is_gone, f"{REPORT}!"),
    ("calculating", nothing_is_written, "!"),
    ("writing", texts_have_no_sign, "'=1+1'"),
    ("protection", lifting_does_nothing, "lifted"),
    ("protection", protection_stays_off, "locked again"),
    ("adding-rows", rows_come_bare, "!"),
    ("repairing", looks_are_not_copied, "表2-1"),
    ("printing", the_pdf_is_none, "%PDF"),
    ("stamping", properties_are_forgotten, "qingbiao.receipt"),
    ("saving", saving_loses_a_formula, "表1!"),
    ("restoring", nothing_is_put_back, "selection"),
    ("timing", validating_breaks, "KeyError"),
    ("putting-back", no_workbook_comes_forward, "behind"),
)


@pytest.fixture
def at_hand(opened: Open) -> Session:
    """A person's workbook, in which the button is pressed."""
    return session(opened(*ENTERPRISE))


def test_each_check_is_seen_to_fail() -> None:
    assert {check for check, _, _ in BROKEN} == BY_ID.keys()


@pytest.mark.parametrize(("check", "breaking", "told"), BROKEN, ids=lambda each: getattr(each, "__name__", None))
def test_a_check_fails_where_the_program_does_and_says_what(
    at_hand: Session, monkeypatch: pytest.MonkeyPatch, check: str, breaking: Break, told: str
) -> None:
    with monkeypatch.context() as patch:
        breaking(patch)
        done = run(at_hand, [BY_ID[check]])
    assert problems(done).keys() == {check}
    assert told in "\n".join(problems(done)[check])
    assert at_hand.book.app.screen_updating
    assert at_hand.book.app.calculation == "automatic"


def test_one_failure_hides_no_other_and_fails_nothing_else(at_hand: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for breaking in (program_says_nothing, days_are_not_told_apart, the_pdf_is_none):
        breaking(monkeypatch)
    done = run(at_hand)
    assert [each.id for each in done.checks] == [check.id for check in CHECKS]
    assert problems(done).keys() == {"surroundings", "reading", "printing"}


def test_what_was_seen_before_a_failure_is_kept_and_the_traceback_is_in_the_log(
    window: Window, at_hand: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_says_nothing(monkeypatch)
    done = run(at_hand, [BY_ID["surroundings"]])
    assert done.checks[0].facts["engine"] == "libreoffice"
    log = (window.home / "addin.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "no such\nproperty" in log


def test_a_form_of_one_s_own_is_tried_as_far_as_it_goes(at_hand: Session, tmp_path: Path) -> None:
    """This one has no register that grows: that is no failure, and is told."""
    done = run(Session(at_hand.book, Library(write_form(tmp_path))))
    assert problems(done) == {}
    assert {each.id: each.facts["lacking"] for each in done.checks if "lacking" in each.facts} == {
        "adding-rows": "demo-2024 unit"
    }
    assert done.checks[0].facts["form"].startswith("demo-2024 unit ")


def test_failures_are_told_in_a_box_that_warns(at_hand: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(_: object) -> checks.Facts:
        raise IndexError("nothing there")

    broken = checks.Check("timing", break_)
    monkeypatch.setattr(button, "run", lambda given: run(given, [broken]))
    outcome = button.self_test(at_hand)
    assert outcome.how == "warning"
    assert [fault.code for fault in outcome.says] == ["selftest-counts", "selftest-failure", "selftest-file"]
    assert "IndexError" in str(outcome.says[1].slots["problem"])


def problems(done: Report) -> dict[str, list[str]]:
    """By check, what is wrong."""
    return {each.id: [report.problem(fault, "zh") for fault in each.problems] for each in done.failed}
