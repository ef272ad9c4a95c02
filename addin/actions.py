"""What each button does, in every spreadsheet program, and how it is told: the one entry from all of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Final

import xlwings

from addin.forms import own_library
from addin.language import spoken
from addin.log import log_path, logger
from addin.outcome import Outcome, said
from addin.session import Session
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault, Language


def _late(module: str, function: str, session: Session) -> Outcome:
    """A button waits for what it needs itself: 校验 for nothing that sends, prints or writes workbooks."""
    outcome: Outcome = getattr(import_module(module), function)(session)
    return outcome


ACTIONS: Final[Mapping[str, partial[Outcome]]] = MappingProxyType(
    {
        "validate": partial(_late, "addin.navigation", "validate"),
        "previous": partial(_late, "addin.navigation", "previous"),
        "next": partial(_late, "addin.navigation", "following"),
        "explain": partial(_late, "addin.navigation", "explain"),
        "submit": partial(_late, "addin.handing_in", "submit"),
        "status": partial(_late, "addin.handing_in", "status"),
        "add_row": partial(_late, "addin.repairing", "add_row"),
        "repair": partial(_late, "addin.repairing", "repair"),
        "tidy_print": partial(_late, "addin.printing", "tidy_print"),
        "import_last": partial(_late, "addin.importing", "import_last"),
        "self_test": partial(_late, "addin.selftest.button", "self_test"),
        "settings": partial(_late, "addin.helping", "show_settings"),
        "help": partial(_late, "addin.helping", "show_help"),
    }
)
"""By the name that buttons call them by."""


def load() -> None:
    """Load what all buttons need, and do nothing; raises what would go wrong."""
    for each in ACTIONS.values():
        import_module(each.args[0])


def perform(action: str, book: xlwings.Book) -> None:
    """Do what a button says, show what came of it, and tell every failure so that a person understands it."""
    language = spoken()
    app = book.app
    try:
        session = Session(book, own_library, language)
        outcome = _done(action, session)
        if outcome.goto is not None:
            session.goto(*outcome.goto)
    except QingbiaoError as problem:
        logger().warning("%s: %s", action, problem)
        outcome = Outcome(tuple(problem.faults), how="warning")
    except Exception:  # noqa: BLE001 - whatever it is, nobody may see a traceback
        logger().exception("%s on %s", action, book.name)
        outcome = Outcome((Fault("addin-broken", {"log": log_path()}),), how="warning")
    _tell(app, outcome, language)


def _done(action: str, session: Session) -> Outcome:
    if action not in ACTIONS:
        raise QingbiaoError(Fault("addin-no-action", {"name": action}))
    logger().info("%s on %s", action, session.path)
    return ACTIONS[action](session)


def _tell(app: xlwings.App, outcome: Outcome, language: Language) -> None:
    text = outcome.text(language)
    app.status_bar = text.replace("\n", " ") if outcome.how == "bar" else False
    if outcome.how != "bar":
        title = said(Fault("addin-title"), language)
        app.alert(text, title, mode="critical" if outcome.how == "warning" else "info")
