"""The add-in's settings file, in the form that xlwings' VBA reads: ``"KEY","value"`` a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from addin.places import Places, System, here
from qingbiao.errors import Unusable
from qingbiao.faults import Fault, Place

INTERPRETER: Final[Mapping[System, str]] = {"windows": "INTERPRETER_WIN", "mac": "INTERPRETER_MAC"}
FROZEN: Final = "FROZEN"
SUBMIT_TO: Final = "SUBMIT_TO"
"""Where submissions go; without it, into a folder beside the workbook."""
TOKEN_FILE: Final = "TOKEN_FILE"
"""The file that holds the unit's token, for machines without a keyring."""
SPEC: Final = "SPEC"
"""The folder of forms; without it, those that are shipped."""


def read_settings(places: Places) -> dict[str, str]:
    """What the file says, by key; empty without a file. Raises :class:`ValueError` if it is not one of these."""
    try:
        text = places.settings.read_bytes().decode(places.encoding)
    except FileNotFoundError:
        return {}
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if any(len(row) != 2 for row in rows):
        raise ValueError("not lines of a key and a value")
    return {key.upper(): value for key, value in rows}


def own_settings() -> dict[str, str]:
    """This person's settings. Raises :class:`Unusable` for a file that is none."""
    places = here()
    try:
        return read_settings(places)
    except (ValueError, OSError):
        raise Unusable(Fault("addin-bad-settings", {}, Place(str(places.settings)))) from None


def settings_text(settings: Mapping[str, str]) -> str:
    """The file's text."""
    return "".join(f'"{key}","{value}"\r\n' for key, value in settings.items())


def program(settings: Mapping[str, str], system: System) -> Path | None:
    """What the buttons start: a frozen program or a Python."""
    chosen = settings.get(FROZEN) or settings.get(INTERPRETER.get(system, ""))
    return Path(chosen) if chosen else None
