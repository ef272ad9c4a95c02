"""Which language a person is spoken to in."""

from __future__ import annotations

import gettext
import locale
import os
from functools import cache
from pathlib import Path
from typing import Final

from qingbiao.faults import Language

NAMES: Final = "backslashreplace"
"""How a file's name is written that is no text here (GBK in a UTF-8 system): in JSON it can be had back."""


@cache
def language() -> Language:
    """``QINGBIAO_LANG`` if set, else the locale: Chinese where it says so, English elsewhere."""
    for variable in ("QINGBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    system = (locale.getlocale()[0] or "").lower()  # Windows sets no variable
    return "zh" if system.startswith(("zh", "chinese")) else "en"


def say(zh: str, en: str) -> str:
    """The text in the person's language."""
    return zh if language() == "zh" else en


def speak() -> None:
    """Let the command line library speak the person's language too; it asks gettext's default domain."""
    if language() == "zh":
        os.environ["LANGUAGE"] = "zh_CN"
        gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))
