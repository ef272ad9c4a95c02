"""The command line in the person's language."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from qingbiao.language import language as language  # noqa: PLC0414  used as the command line's own


def say(zh: str, en: str) -> str:
    """The text in the person's language."""
    return zh if language() == "zh" else en


def speak() -> None:
    """Let the command line library speak the person's language too; it asks gettext's default domain."""
    if language() == "zh":
        os.environ["LANGUAGE"] = "zh_CN"
        gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))
