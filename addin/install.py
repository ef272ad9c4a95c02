"""Puts the add-in where Excel looks for it, and takes it away again."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from addin.places import Places
from addin.settings import FROZEN, INTERPRETER, read_settings, settings_text
from addin.xlam.package import FILE_NAME, build_addin
from addin.xlam.sources import xlwings_version
from generator.store import write_whole
from qingbiao.errors import CannotWrite, Unusable
from qingbiao.faults import Fault, Place

MARK: Final = ":Zone.Identifier"
"""The stream in which Windows notes that a file came from the internet."""


@dataclass(frozen=True, slots=True)
class Program:
    """What the buttons start."""

    path: Path
    frozen: bool = False


def this_python() -> Program:
    """The Python that is running, which has Qingbiao."""
    return Program(Path(sys.executable))


def addin_path(places: Places) -> Path:
    """Where the add-in is or will be. Raises :class:`Unusable` where there is no Excel."""
    if places.startup is None:
        raise Unusable(Fault("addin-no-excel"))
    return places.startup / FILE_NAME


def script_name() -> str:
    """The script with which Excel for Mac starts Python; its name has to have xlwings' version."""
    return f"xlwings-{xlwings_version()}.applescript"


def install(places: Places, program: Program) -> tuple[Path, ...]:
    """Write the add-in, its settings, and on a Mac the script; answers what was written."""
    target = addin_path(places)
    if program.frozen and places.system != "windows":
        raise Unusable(Fault("addin-frozen-windows-only"))
    files = {places.settings: _settings(places, program), target: build_addin()}
    if places.scripts is not None:
        script = resources.files("xlwings").joinpath(script_name()).read_bytes()
        files[places.scripts / script_name()] = script
    for path, content in files.items():
        _put(path, content)
    with contextlib.suppress(FileNotFoundError):  # of an add-in that a person had copied there
        Path(f"{target}{MARK}").unlink()
    return tuple(files)


def uninstall(places: Places) -> tuple[Path, ...]:
    """Remove the add-in and its settings; answers what was removed. The script stays: other add-ins may use it."""
    removed = []
    for path in (addin_path(places), places.settings):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as problem:
            raise _busy(path, problem.strerror or problem) from None
        removed.append(path)
    return tuple(removed)


def _settings(places: Places, program: Program) -> bytes:
    try:
        kept = read_settings(places)
    except ValueError:
        kept = {}  # a broken file is replaced
    for key in (FROZEN, *INTERPRETER.values()):
        kept.pop(key, None)
    key = FROZEN if program.frozen else INTERPRETER[places.system]
    try:
        return settings_text({**kept, key: str(program.path)}).encode(places.encoding)
    except UnicodeEncodeError:
        slots = {"path": program.path, "encoding": places.encoding}
        raise Unusable(Fault("addin-path-letters", slots)) from None


def _put(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content, force=True)
    except CannotWrite as problem:
        raise _busy(path, problem.faults[0].slots.get("reason", "")) from None


def _busy(path: Path, reason: object) -> CannotWrite:
    return CannotWrite(Fault("addin-busy", {"reason": reason}, Place(str(path))))
