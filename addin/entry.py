"""The thin edge between a button and what it does: ``from addin.entry import run; run('validate')``.

:func:`addin.actions.perform` does it and tells what came of it. What goes wrong before that, or in spite of it, becomes
a message that a person understands; how it came about goes into the log.
"""

from __future__ import annotations

import locale
import logging
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from addin.buttons import BY_ACTION, TAB
from addin.language import spoken
from addin.log import log_path, logger
from qingbiao.collector import collect_rarely
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault

if TYPE_CHECKING:
    from xlwings import Book

CHECK: Final = "--check"


def run(
    action: str, perform: Callable[[str, Book], None] | None = None, caller: Callable[[], Book] | None = None
) -> None:
    """Do what the button is for, with the workbook it was pressed in.

    ``perform`` does it (:func:`addin.actions.perform`), ``caller`` gives the workbook (``xlwings.Book.caller``). A
    failure that cannot be shown in the workbook goes to standard error and ends the process.
    """
    collect_rarely()
    book: Book | None = None
    logging.captureWarnings(capture=True)  # on a Mac whatever is on standard error pops up
    try:
        _known(action)
        book = _calling(caller)
        (perform or _actions())(action, book)
    except QingbiaoError as problem:
        logger().warning("%s: %s", action, problem)
        _tell(book, "\n".join(fault.text(spoken()) for fault in problem.faults))
    except Exception:  # noqa: BLE001  the edge: a person at a spreadsheet reads no tracebacks
        logger().exception("%s", action)
        slots = {"action": BY_ACTION[action].label.text(spoken()), "log": log_path()}
        _tell(book, Fault("addin-crashed", slots).text(spoken()))


def check() -> None:
    """Load what every button needs, and do nothing; raises what would go wrong."""
    import_module("addin.actions").load()
    import_module("qingbiao.load").load_editions()


def main() -> None:
    """What a frozen program runs: its first argument is the action, or ``--check``; the others are xlwings' own."""
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == CHECK:
        check()
    else:
        run(action)


def _known(action: str) -> None:
    if action not in BY_ACTION:
        raise QingbiaoError(Fault("addin-other-program", {"action": action}))


def _calling(caller: Callable[[], Book] | None) -> Book:
    try:
        return (caller or import_module("xlwings").Book.caller)()
    except Exception as problem:
        logger().exception("no workbook")
        raise QingbiaoError(Fault("addin-no-workbook", {"log": log_path()})) from problem


def _actions() -> Callable[[str, Book], None]:
    """What the buttons do, loaded late, so that a fault in it is told like any other."""
    perform: Callable[[str, Book], None] = import_module("addin.actions").perform
    return perform


def _tell(book: Book | None, message: str) -> None:
    """In the spreadsheet program if it answers; else on standard error, which the add-in's VBA shows."""
    if book is not None:
        try:
            book.app.alert(message, title=TAB.text(spoken()))
        except Exception:  # noqa: BLE001  whatever the reason, the message must still reach the person
            logger().exception("no alert")
        else:
            return
    stream: Any = sys.stderr
    if sys.platform == "win32" and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=locale.getencoding(), errors="replace")  # as VBA reads it
    stream.write(message + "\n")
    sys.exit(1)
