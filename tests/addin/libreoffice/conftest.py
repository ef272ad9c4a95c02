"""One LibreOffice in a window for all tests of a module, and workbooks to open in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings

from addin.session import Session
from generator.library import Library
from generator.workbook import build_workbook
from qingbiao.filing import EMPTY, Filing
from qingbiao.filing_yaml import filing_from, read_filing_file
from tests.addin.libreoffice.window import ROOT, Window, why_no_window
from tests.conftest import NOT_RUN, REQUIRED

LIBRARY = Library()

Open = Callable[..., xlwings.Book]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("office")


def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = why_no_window() if Path(__file__).parent in item.path.parents else None
    if reason is not None and os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {reason}", pytrace=False)
    if reason is not None:
        pytest.skip(f"{NOT_RUN}: {reason}")


@pytest.fixture(scope="module")
def window() -> Iterator[Window]:
    """A LibreOffice without the extension."""
    with Window() as made:
        yield made.start()


@pytest.fixture
def opened(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a generated workbook in the window; all are closed afterwards, unsaved."""
    monkeypatch.setenv("QINGBIAO_HOME", str(window.home))
    books: list[xlwings.Book] = []

    def open_(edition: str, kind: str, filing: Filing = EMPTY, rows: dict[str, int] | None = None) -> xlwings.Book:
        path = workbook(tmp_path, edition, kind, filing, rows)
        books.append(window.open(path))
        return books[-1]

    yield open_
    for book in books:
        book.impl.close()


def workbook(folder: Path, edition: str, kind: str, filing: Filing = EMPTY, rows: dict[str, int] | None = None) -> Path:
    """A generated workbook on disk."""
    known = LIBRARY.known(edition, int(edition[-4:]), kind)
    path = folder / f"{edition} {kind}.xlsx"
    path.write_bytes(build_workbook(known.edition, known.kind, filing, rows).content)
    return path


def example(name: str, edition: str, kind: str) -> Filing:
    """The filing of an example."""
    known = LIBRARY.known(edition, int(edition[-4:]), kind)
    return filing_from(read_filing_file(ROOT / "examples" / name), known.edition, known.kind)


def session(book: xlwings.Book) -> Session:
    """A session as a button has it."""
    return Session(book, LIBRARY)
