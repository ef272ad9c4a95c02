"""A program for machines with no Python: what the buttons run, with Python itself, in one folder (by PyInstaller).

PyInstaller makes programs for the system it runs on: the one for Windows has to be made on Windows.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from qingbiao.errors import CannotWrite, Unusable
from qingbiao.faults import Fault, Place
from qingbiao.specfiles import SHIPPED

NAME: Final = "qingbiao"
_ROOT: Final = Path(__file__).resolve().parents[1]
_PACKAGES: Final = ("addin", "generator", "qingbiao")
_LEFT_OUT: Final = (
    "pandas",
    "numpy",
    "matplotlib",
    "polars",
    "IPython",
    "PIL",
    "tkinter",
    "pydantic.mypy",
    "lxml",
    "xlwings.pro",
)
"""What xlwings or openpyxl would use if it were there; the program is many times smaller without."""


def freeze(out: Path) -> Path:
    """Make the program in a folder of its own under ``out``; answers the program. Takes a minute or two."""
    if importlib.util.find_spec("PyInstaller") is None:
        raise Unusable(Fault("addin-no-pyinstaller"))
    with tempfile.TemporaryDirectory() as work:
        command = (sys.executable, "-m", "PyInstaller", *recipe(out, Path(work)))
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise CannotWrite(Fault("addin-not-frozen", {"reason": last}, Place(str(out))))
    return out / NAME / (f"{NAME}.exe" if sys.platform == "win32" else NAME)


def recipe(out: Path, work: Path) -> tuple[str, ...]:
    """PyInstaller's arguments: a folder, not one file, which would unpack itself at every press of a button."""
    return (
        "--noconfirm",
        "--onedir",
        *("--name", NAME),
        *("--distpath", str(out)),
        *("--workpath", str(work)),
        *("--specpath", str(work)),
        *("--paths", str(_ROOT)),
        *(word for package in _PACKAGES for word in ("--collect-submodules", package)),
        *(word for package in _PACKAGES for word in ("--collect-data", package)),
        *("--add-data", f"{SHIPPED}{os.pathsep}spec"),
        *(word for module in _LEFT_OUT for word in ("--exclude-module", module)),
        str(_ROOT / "addin" / "__main__.py"),
    )
