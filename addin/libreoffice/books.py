"""Workbooks, sheets and names of LibreOffice, as xlwings asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlwings import base_classes

from addin.libreoffice.office import properties, uno
from addin.libreoffice.ranges import Range, area_of

_AREA: Final = re.compile(
    r"\$?('(?:[^']|'')+'|[^.'$]+)\.(\$[A-Z]+\$[0-9]+)(?::(?:\$?(?:'(?:[^']|'')+'|[^.'$]+)\.)?(\$[A-Z]+\$[0-9]+))?"
)
_EPOCH: Final = date(1899, 12, 30)
XLSX: Final = "Calc MS Excel 2007 XML"
PDF: Final = "calc_pdf_Export"


class Books(base_classes.Books):
    """The spreadsheets that are open."""

    def __init__(self, app: Any) -> None:
        self._app = app

    @property
    def app(self) -> Any:
        return self._app

    def _all(self) -> Iterator[Any]:
        components = self._app.desktop.getComponents().createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if hasattr(document, "supportsService") and document.supportsService(
                "com.sun.star.sheet.SpreadsheetDocument"
            ):
                yield document

    def __iter__(self) -> Iterator[Book]:
        return (Book(self._app, document) for document in self._all())

    def __len__(self) -> int:
        return sum(1 for _ in self._all())

    def __call__(self, key: int | str) -> Book:
        for number, book in enumerate(self, 1):
            if key in {number, book.name}:
                return book
        raise KeyError(key)

    @property
    def active(self) -> Book:
        return Book(self._app, self._app.desktop.getCurrentComponent())

    def by_id(self, runtime: str) -> Book:
        """The workbook that LibreOffice knows by this id while it is open."""
        return next(Book(self._app, document) for document in self._all() if runtime == document.RuntimeUID)

    def open(self, fullname: str, *_: Any, read_only: bool = False, hidden: bool = False, **__: Any) -> Book:
        url = uno().systemPathToFileUrl(str(Path(fullname).resolve()))
        options = properties(Hidden=hidden, ReadOnly=bool(read_only))
        return Book(self._app, self._app.desktop.loadComponentFromURL(url, "_blank", 0, options))


class Book(base_classes.Book):
    """A spreadsheet document."""

    def __init__(self, app: Any, document: Any) -> None:
        self._app = app
        self._document = document

    @property
    def api(self) -> Any:
        return self._document

    @property
    def app(self) -> Any:
        return self._app

    @property
    def controller(self) -> Any:
        """Its window; there is none while it is hidden."""
        return self._document.getCurrentController()

    @property
    def name(self) -> str:
        return Path(self.fullname).name if self._document.getURL() else str(self._document.getTitle())

    @property
    def fullname(self) -> str:
        url = self._document.getURL()
        return str(uno().fileUrlToSystemPath(url)) if url else ""

    @property
    def first_day(self) -> int:
        """What is to be added to the number of a day."""
        null = self._document.NullDate
        return (date(null.Year, null.Month, null.Day) - _EPOCH).days

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        frame = self.controller.getFrame()
        frame.activate()
        frame.getContainerWindow().toFront()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        del password
        if path is None:
            self._document.store()
        else:
            self._document.storeToURL(uno().systemPathToFileUrl(path), properties(FilterName=XLSX))

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        del quality
        self._document.storeToURL(uno().systemPathToFileUrl(path), properties(FilterName=PDF))

    def close(self) -> None:
        self._document.close(True)


class Sheets(base_classes.Sheets):
    """The sheets of a workbook, hidden ones too."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheets = book.api.getSheets()

    @property
    def api(self) -> Any:
        return self._sheets

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._sheets.getElementNames())

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.controller.getActiveSheet())

    def __len__(self) -> int:
        return int(self._sheets.getCount())

    def __call__(self, key: int | str) -> Sheet:
        each = self._sheets.getByName(key) if isinstance(key, str) else self._sheets.getByIndex(key - 1)
        return Sheet(self._book, each)

    def __iter__(self) -> Iterator[Sheet]:
        return (self(name) for name in self.names)

    def __contains__(self, key: object) -> bool:
        return key in self.names


class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Book, api: Any) -> None:
        self._book = book
        self._api = api

    @property
    def api(self) -> Any:
        return self._api

    @property
    def book(self) -> Book:
        return self._book

    @property  # type: ignore[misc]
    def name(self) -> str:
        return str(self._api.getName())

    @property
    def position(self) -> int:
        """Its number, counted from 0."""
        return int(self._api.getRangeAddress().Sheet)

    @property
    def index(self) -> int:
        return self.position + 1

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return int(self._api.getColumns().getCount())

    @property  # type: ignore[misc]
    def visible(self) -> bool:
        return bool(self._api.IsVisible)

    def range(self, first: Any, last: Any = None) -> Range:
        start = self._range(first)
        if last is None:
            return start
        end = self._range(last)
        rows, columns = end.shape
        return Range(self, start.row, start.column, end.row + rows - 1, end.column + columns - 1)

    def _range(self, given: Any) -> Range:
        if isinstance(given, Range):
            return given
        return Range(self, *given, *given) if isinstance(given, tuple) else area_of(self, given)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, int(self._api.getRows().getCount()), self.columns)

    def activate(self) -> None:
        self._book.controller.setActiveSheet(self._api)

    def select(self) -> None:
        self.activate()


class Names(base_classes.Names):
    """The defined names of a workbook."""

    def __init__(self, book: Book) -> None:
        self._names = book.api.NamedRanges

    @property
    def api(self) -> Any:
        return self._names

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name, self(name)) for name in self._names.getElementNames()]

    def __call__(self, name: str) -> Name:
        return Name(name, self._names)

    def contains(self, name: str) -> bool:
        return bool(self._names.hasByName(name))

    def __len__(self) -> int:
        return int(self._names.getCount())


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, name: str, names: Any) -> None:
        self._name = name
        self._names = names

    @property  # type: ignore[misc]
    def name(self) -> str:
        return self._name

    @property  # type: ignore[misc]
    def refers_to(self) -> str:
        return "=" + as_excel(self._names.getByName(self._name).getContent())


def as_excel(content: str) -> str:
    """What a name refers to, as Excel writes it where it is an area; anything else as it is."""
    match = _AREA.fullmatch(content)
    if match is None:
        return content
    sheet, first, last = match.groups()
    return f"{sheet}!{first}:{last}" if last else f"{sheet}!{first}"
