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
