"""上报 and 回执与状态 as the buttons tell them, without a spreadsheet program: what is told of which workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addin.handing_in import status
from addin.outcome import said
from addin.session import Session
from addin.submitting import submit
from addin.target import FolderTarget, beside
from qingbiao.errors import NotDelivered
from tests.submission.world import library, setting, workbook


class Book:
    """An open workbook that knows only where it is."""

    def __init__(self, path: Path) -> None:
        self.fullname, self.name = str(path), path.name


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(workbook())
    return path


def told(path: Path) -> list[str]:
    book: Any = Book(path)
    return [fault.code for fault in status(Session(book, library())).says]


def test_a_workbook_that_was_renamed_or_moved_is_known_by_the_receipt_it_carries(tmp_path: Path, path: Path) -> None:
    submit(setting(tmp_path), path, beside(path))
    assert told(path) == ["addin-status-in-folder"]
    renamed = path.rename(path.with_name("终稿.xlsx"))
    assert told(renamed) == ["addin-status-in-folder"]
    (tmp_path / "elsewhere").mkdir()
    assert told(renamed.rename(tmp_path / "elsewhere" / "x.xlsx")) == ["addin-status-in-folder"]


def test_another_workbook_has_not_been_submitted(tmp_path: Path, path: Path) -> None:
    submit(setting(tmp_path), path, beside(path))
    other = tmp_path / "别的.xlsx"
    other.write_bytes(workbook())
    assert told(other) == ["addin-never-submitted"]
    assert told(tmp_path / "还没存盘.xlsx") == ["addin-never-submitted"]


def test_what_is_left_in_the_outbox_is_told_with_its_workbook(tmp_path: Path, path: Path) -> None:
    """It need not be the one that is open."""
    with pytest.raises(NotDelivered):
        submit(setting(tmp_path), path, FolderTarget(tmp_path / "stick"))
    other: Any = Book(tmp_path / "别的.xlsx")
    _, problem = status(Session(other, library())).says
    assert said(problem, "zh").startswith("填报.xlsx：放不进文件夹 ")
