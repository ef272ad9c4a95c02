"""The edge that buttons call: whatever goes wrong is a message, never a traceback; the log says how it came about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from addin.entry import run
from addin.log import log_path
from qingbiao.errors import BadWorkbook
from qingbiao.faults import Fault
from tests.generator.shipped import ROOT


class App:
    """A spreadsheet program that can only say something."""

    def __init__(self, *, answers: bool = True) -> None:
        self.said: list[str] = []
        self.answers = answers

    def alert(self, message: str, title: str) -> None:
        if not self.answers:
            raise OSError("not now")
        self.said.append(f"{title}: {message}")


class Book:
    """An open workbook of it."""

    def __init__(self, app: App) -> None:
        self.app = app


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path))
    monkeypatch.delenv("QINGBIAO_LANG", raising=False)


def refuse(action: str, book: Any) -> None:
    raise BadWorkbook(Fault("workbook-foreign"))


def crash(action: str, book: Any) -> None:
    raise ZeroDivisionError("a slip")


def test_the_action_gets_the_calling_workbook() -> None:
    seen: list[Any] = []
    book: Any = Book(App())
    run("validate", lambda *given: seen.append(given), lambda: book)
    assert seen == [("validate", book)]


def test_what_an_action_refuses_is_told_in_the_workbook() -> None:
    book: Any = Book(App())
    run("validate", refuse, lambda: book)
    (said,) = book.app.said
    assert said.startswith("清洁生产填报: ")
    assert "不是由清表生成的工作簿" in said


def test_a_crash_is_told_plainly_and_logged_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    book: Any = Book(App())
    run("validate", crash, lambda: book)
    monkeypatch.setenv("QINGBIAO_LANG", "en")
    run("validate", crash, lambda: book)
    chinese, english = book.app.said
    assert "“校验”意外中止" in chinese
    assert str(log_path()) in chinese
    assert '"Validate" came to an unexpected end' in english
    assert "Traceback" not in chinese + english
    assert "Traceback" in log_path().read_text(encoding="utf-8")


@pytest.mark.parametrize("action", ["validat", ""])
def test_a_button_of_another_version_is_told(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        run(action, crash)
    assert ending.value.code == 1
    assert "版本不一致" in capsys.readouterr().err


def test_what_cannot_be_told_in_the_workbook_goes_where_excel_looks(capsys: pytest.CaptureFixture[str]) -> None:
    book: Any = Book(App(answers=False))
    with pytest.raises(SystemExit):
        run("validate", refuse, lambda: book)
    assert "不是由清表生成的工作簿" in capsys.readouterr().err


def test_without_excel_the_real_command_says_so_and_shows_no_traceback(tmp_path: Path) -> None:
    """The very command of the add-in, in a process of its own, outside any spreadsheet program."""
    command = "from addin.entry import run; run('validate')"
    done = subprocess.run(
        [sys.executable, "-B", "-c", command],
        cwd=ROOT,
        env={**os.environ, "QINGBIAO_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "找不到打开的工作簿" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_log_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path / "file"))
    book: Any = Book(App())
    run("validate", refuse, lambda: book)
    assert book.app.said
