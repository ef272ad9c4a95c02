"""The thin edge between a button and what it does: ``from addin.entry import run; run('validate')``.

Whatever goes wrong becomes a message that a person understands; how it came about goes into a log file.
"""

from __future__ import annotations

import locale
import logging
import sys
from collections.abc import Callable
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from addin.buttons import BY_ACTION, TAB
from addin.places import here
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault
from qingbiao.language import language

if TYPE_CHECKING:
    from xlwings import Book

LOG_BYTES: Final = 512 * 1024
_log = logging.getLogger("qingbiao.addin")


def run(
    action: str,
    perform: Callable[[str, Book], None] | None = None,
    caller: Callable[[], Book] | None = None,
    log: Path | None = None,
) -> None:
    """Do what the button is for, with the workbook it was pressed in.

    A failure that cannot be shown in the workbook goes to standard error and ends the process.

    ``perform`` does it (:func:`addin.actions.perform`), ``caller`` gives the workbook, ``log`` is the file to write to.
    """
    book: Book | None = None
    log = log or here().log
    _write_log(log)
    try:
        _known(action)
        book = _calling(caller)
        _log.info("%s: begins", action)
        (perform or _actions())(action, book)
        _log.info("%s: done", action)
    except QingbiaoError as problem:
        _log.warning("%s: %s", action, problem)
        _tell(book, "\n".join(fault.text(language()) for fault in problem.faults))
    except Exception as problem:  # noqa: BLE001  the edge: a person at a spreadsheet reads no tracebacks
        _log.exception("%s: unexpected", action)
        label = BY_ACTION[action].label.text(language())
        slots = {"action": label, "reason": f"{type(problem).__name__}: {problem}", "log": str(log)}
        _tell(book, Fault("addin-crashed", slots).text(language()))


class _Told(QingbiaoError):
    """What this module itself has to say."""


def _known(action: str) -> None:
    if action not in BY_ACTION:
        raise _Told(Fault("addin-no-such-action", {"action": action}))


def _calling(caller: Callable[[], Book] | None) -> Book:
    try:
        if caller is None:
            import xlwings  # noqa: PLC0415  heavy, and only here

            caller = xlwings.Book.caller
        return caller()
    except Exception as problem:
        raise _Told(Fault("addin-no-workbook", {"reason": f"{type(problem).__name__}: {problem}"})) from problem


def _actions() -> Callable[[str, Book], None]:
    """What the buttons do, loaded late, so that a fault in it is told like any other."""
    perform: Callable[[str, Book], None] = import_module("addin.actions").perform
    return perform


def _tell(book: Book | None, message: str) -> None:
    """In the spreadsheet program if it answers; else on standard error, which the add-in's VBA shows."""
    if book is not None:
        try:
            book.app.alert(message, title=TAB.text(language()))
        except Exception:  # noqa: BLE001  whatever the reason, the message must still reach the person
            _log.exception("no alert")
        else:
            return
    stream: Any = sys.stderr
    if sys.platform == "win32" and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=locale.getencoding(), errors="replace")  # as VBA reads it
    stream.write(message + "\n")
    sys.exit(1)


def _write_log(path: Path) -> None:
    """One small file, with one older one; a folder that cannot be written must not stop the work."""
    logging.captureWarnings(capture=True)  # on a Mac whatever is on standard error pops up
    root = logging.getLogger()
    if any(
        isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename) == path for handler in root.handlers
    ):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    root.addHandler(handler)
    _log.setLevel(logging.INFO)


def main() -> None:
    """What a frozen program runs: its first argument is the action, the others are xlwings' own."""
    run(sys.argv[1] if len(sys.argv) > 1 else "")
