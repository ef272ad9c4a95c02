"""Where Excel and the add-in look for their files, on Windows and on a Mac."""

from __future__ import annotations

import locale
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from addin.xlam.sources import PROJECT

System = Literal["windows", "mac", "other"]


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one person on one machine."""

    system: System
    startup: Path | None
    """Excel opens every add-in in this folder when it starts, and trusts it. None where there is no Excel."""
    settings: Path
    """What the add-in reads which program to run from; xlwings' VBA decides where it is."""
    scripts: Path | None = None
    """On a Mac: the only folder from which Excel may start a script."""
    encoding: str = "utf-8"
    """In which VBA reads text files."""


def windows(home: Path, roaming: Path, encoding: str = "utf-8") -> Places:
    """Of Excel for Windows, from ``%USERPROFILE%`` and ``%APPDATA%``."""
    return Places(
        "windows",
        roaming / "Microsoft" / "Excel" / "XLSTART",
        home / f".{PROJECT}" / f"{PROJECT}.conf",
        encoding=encoding,
    )


def mac(home: Path) -> Places:
    """Of Excel for Mac, 2016 and later, which lives in a sandbox."""
    library = home / "Library"
    return Places(
        "mac",
        library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized" / "Startup.localized" / "Excel",
        library / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT}.conf",
        library / "Application Scripts" / "com.microsoft.Excel",
        "ascii",  # what every version reads alike
    )


def elsewhere(home: Path) -> Places:
    """Where there is no Excel."""
    return Places("other", None, home / f".{PROJECT}" / f"{PROJECT}.conf")


def here() -> Places:
    """This machine's."""
    home = Path.home()
    if sys.platform == "win32":
        roaming = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
        return windows(home, roaming, locale.getencoding())
    if sys.platform == "darwin":
        return mac(home)
    return elsewhere(home)
