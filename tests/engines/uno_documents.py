"""The server's documents: files opened in LibreOffice and closed again."""

from __future__ import annotations

from typing import Any

import uno
from com.sun.star.beans import PropertyValue


def properties(**values: Any) -> tuple[Any, ...]:
    """UNO's own form of keyword arguments."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def file_url(path: str) -> str:
    return str(uno.systemPathToFileUrl(path))


class Document:
    """A document, closed after the `with`; its macros never run.

    A class, as `contextlib.contextmanager` cannot pass UNO's exceptions on (they refuse to be given a traceback).
    """

    def __init__(self, desktop: Any, url: str, **options: Any) -> None:
        self.document = desktop.loadComponentFromURL(url, "_blank", 0, properties(**{"Hidden": True, **options}))
        if self.document is None:
            raise ValueError(f"LibreOffice cannot open {url}")

    def __enter__(self) -> Any:
        return self.document

    def __exit__(self, *_: object) -> None:
        self.document.close(True)


# What LibreOffice itself writes into an xlsx for its own error numbers; any other error keeps its text, e.g. "Err:522".
EXCEL_ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#VALUE!",
    511: "#VALUE!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def address(row: int, column: int) -> str:
    """The A1 address of a cell counted from 0."""
    letters = ""
    number = column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
