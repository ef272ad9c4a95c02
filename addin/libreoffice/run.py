"""What the extension starts: one action, on one open workbook, through one pipe.

python -m addin.libreoffice.run ACTION PIPE DOCUMENT
"""

from __future__ import annotations

import os
import sys

import xlwings

from addin.actions import perform
from addin.libreoffice.engine import engine
from addin.libreoffice.office import connect


def main(action: str, pipe: str, document: str) -> None:
    """Connect, find the workbook by the id that LibreOffice gave it, and perform."""
    made = engine(connect(pipe))
    app = made.impl.app
    book = app.books.by_id(document)
    app.document = book.api
    perform(action, xlwings.Book(impl=book))


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stderr.flush()
    os._exit(0)  # the bridge's threads would keep the process until LibreOffice ends
