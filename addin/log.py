"""Where the programs of a person keep what is theirs, the log among it: one folder, the same for every program."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

HOME: Final = "QINGBIAO_HOME"
"""The environment variable that names another folder."""

_MOST_BYTES: Final = 512 * 1024
_LOGGER: Final = "qingbiao.addin"


def home(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> Path:
    """The folder: the one the variable names, else where each system wants it; an empty variable is none.

    It is one that stays on this machine: packages that wait in it are large.
    """
    if environment.get(HOME):
        return Path(environment[HOME])
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "qingbiao"
    if system == "darwin":
        return Path.home() / "Library" / "Application Support" / "qingbiao"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "qingbiao"


def log_path() -> Path:
    """The log that support can read."""
    return home() / "addin.log"


def logger() -> logging.Logger:
    """Writes into the log, which begins anew before it is large; where it cannot be written, nothing is lost but it."""
    made = logging.getLogger(_LOGGER)
    path = log_path()
    if not any(getattr(each, "baseFilename", None) == str(path.absolute()) for each in made.handlers):
        for each in list(made.handlers):
            made.removeHandler(each)
            each.close()
        made.addHandler(_handler(path))
        made.setLevel(logging.INFO)
        made.propagate = False
    return made


def _handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
