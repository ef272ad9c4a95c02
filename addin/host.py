"""What the actions need of a spreadsheet program and xlwings does not have; and how Excel does it.

Another program's engine brings its own (its app has ``host``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import xlwings

_PASTE_FORMATS, _PASTE_VALIDATION = -4122, 6
_TEXT: Final = 4
"""Excel's numbers for these."""
FOREIGN_FORMAT: Final = "0.0000%"
"""A number format that none of our cells has."""
_ALLOWED: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
"""What a protected sheet may allow, by the names that both ``Protect`` and ``Protection`` have."""


class Host(Protocol):
    """See the module."""

    def program(self, app: xlwings.App) -> str:
        """The program's name and version, as it says itself."""

    def first_day(self, book: xlwings.Book) -> int:
        """What is to be added to the number of a day (:class:`generator.package.Package`)."""

    def lifted(self, sheet: xlwings.Sheet) -> AbstractContextManager[None]:
        """The sheet without its protection, which is as it was afterwards, whatever happens."""

    def opened(self, app: xlwings.App, path: Path, *, to_change: bool = False) -> AbstractContextManager[xlwings.Book]:
        """A workbook that is opened for nobody to see, only to be read unless said otherwise; closed again unsaved."""

    def in_front(self, book: xlwings.Book) -> AbstractContextManager[None]:
        """The workbook as the one at hand: selection, calculation and screen are its own meanwhile."""

    def recalculate(self, book: xlwings.Book) -> None:
        """Every formula calculated anew, whatever the program takes to be up to date."""

    def strip_looks(self, cells: xlwings.Range) -> None:
        """What a paste of foreign cells does: no validation, no mark, another number format, and locked."""

    def copy_looks(self, source: xlwings.Sheet, target: xlwings.Sheet) -> None:
        """Formats, validations and marks as another sheet of the same shape has them."""

    def note(self, book: xlwings.Book, name: str, value: str) -> None:
        """Set a property of the document, in which a workbook also says what it is."""

    def choose_file(self, app: xlwings.App, title: str) -> Path | None:
        """A workbook file chosen by the person."""


def host_of(app: xlwings.App) -> Host:
    """The host of the program at hand."""
    own: Host | None = getattr(app.impl, "host", None)
    return ExcelHost() if own is None else own


class ExcelHost:
    """Excel by its own objects, which xlwings hands out."""

    def program(self, app: xlwings.App) -> str:
        """Its folder too: WPS may call itself Excel."""
        return f"{app.api.Name} {app.api.Version} ({app.api.Build}), {app.api.Path}"

    def first_day(self, _: xlwings.Book) -> int:
        """Excel hands out days as days."""
        return 0

    @contextmanager
    def lifted(self, sheet: xlwings.Sheet) -> Iterator[None]:
        api = sheet.api
        if not api.ProtectContents:
            yield
            return
        allowed = {each: bool(getattr(api.Protection, each)) for each in _ALLOWED}
        drawings, scenarios, selection = api.ProtectDrawingObjects, api.ProtectScenarios, api.EnableSelection
        api.Unprotect("")
        try:
            yield
        finally:
            api.Protect(Password="", DrawingObjects=drawings, Contents=True, Scenarios=scenarios, **allowed)
            api.EnableSelection = selection

    @contextmanager
    def opened(self, app: xlwings.App, path: Path, *, to_change: bool = False) -> Iterator[xlwings.Book]:
        before = app.books.active
        book = app.books.open(path, read_only=not to_change, add_to_mru=False)
        before.activate()
        try:
            yield book
        finally:
            book.close()

    @contextmanager
    def in_front(self, book: xlwings.Book) -> Iterator[None]:
        before = book.app.books.active
        book.activate()
        try:
            yield
        finally:
            before.activate()

    def recalculate(self, book: xlwings.Book) -> None:
        book.app.api.CalculateFull()

    def strip_looks(self, cells: xlwings.Range) -> None:
        cells.api.Validation.Delete()
        cells.api.FormatConditions.Delete()
        cells.api.NumberFormat = FOREIGN_FORMAT
        cells.api.Locked = True

    def copy_looks(self, source: xlwings.Sheet, target: xlwings.Sheet) -> None:
        """By the clipboard: a format's conditional formats come with it."""
        area = source.used_range.address
        for what in (_PASTE_FORMATS, _PASTE_VALIDATION):
            source[area].api.Copy()
            target[area].api.PasteSpecial(Paste=what)
        target.book.app.api.CutCopyMode = False

    def note(self, book: xlwings.Book, name: str, value: str) -> None:
        properties = book.api.CustomDocumentProperties
        if any(each.Name == name for each in properties):
            properties(name).Value = value
        else:
            properties.Add(name, False, _TEXT, value)

    def choose_file(self, app: xlwings.App, title: str) -> Path | None:
        chosen: Any = app.api.GetOpenFilename("Excel (*.xlsx),*.xlsx", 1, title)
        return Path(chosen) if isinstance(chosen, str) else None
