"""What each button does, in every spreadsheet program, and how it is told: the one entry from all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import xlwings

from addin import handing_in, importing, navigation, printing, repairing
from addin.handing_in import TARGET
from addin.log import log_path, logger
from addin.outcome import Outcome, said
from addin.places import here
from addin.selftest.button import self_test
from addin.session import Session
from addin.settings import read_settings
from addin.target import BESIDE
from generator.guide_sheet import SHEET as GUIDE
from generator.library import Library
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault, Language

LANGUAGE: Final = "QINGBIAO_LANG"


def show_help(_: Session) -> Outcome:
    """帮助: the workbook's own guide, and where the log is."""
    return Outcome((Fault("addin-help", {"sheet": GUIDE, "log": log_path()}),), (GUIDE, "A1"))


def show_settings(_: Session) -> Outcome:
    """设置: what holds now, and where it can be changed."""
    settings = here()
    target = read_settings(settings).get(TARGET) or BESIDE
    slots = {"path": settings.settings, "key": TARGET, "target": target, "log": log_path()}
    return Outcome((Fault("addin-settings", slots),))


ACTIONS: Final[Mapping[str, Callable[[Session], Outcome]]] = MappingProxyType(
    {
        "validate": navigation.validate,
        "previous": navigation.previous,
        "next": navigation.following,
        "explain": navigation.explain,
        "submit": handing_in.submit,
        "status": handing_in.status,
        "add_row": repairing.add_row,
        "repair": repairing.repair,
        "tidy_print": printing.tidy_print,
        "import_last": importing.import_last,
        "self_test": self_test,
        "settings": show_settings,
        "help": show_help,
    }
)
"""By the name that buttons call them by."""


def perform(action: str, book: xlwings.Book) -> None:
    """Do what a button says, show what came of it, and tell every failure so that a person understands it."""
    language = _language()
    app = book.app
    try:
        outcome = _done(action, Session(book, Library(), language))
        if outcome.goto is not None:
            Session(book, Library(), language).goto(*outcome.goto)
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


def _language() -> Language:
    """Chinese, unless somebody asks for English: the forms are Chinese."""
    return "en" if os.environ.get(LANGUAGE, "").lower().startswith("en") else "zh"
