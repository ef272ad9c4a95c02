"""The files that a command was given: names, the files in folders, what patterns match; each once."""

from __future__ import annotations

import glob
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from qingbiao.errors import Unusable, raise_if
from qingbiao.faults import Fault, Place

_LOCK: Final = "~$"
"""How Excel and WPS begin the name of what they put beside an open workbook."""


def files_of(patterns: Iterable[str], kinds: Sequence[str]) -> list[Path]:
    """Files by name and pattern, and those of some kinds (``.xlsx``) in folders and the folders in these.

    A folder that may not be opened stands for itself, so that it is told what cannot be read. Raises
    :class:`Unusable` where there is nothing.
    """
    found: dict[str, Path] = {}
    faults: list[Fault] = []
    for pattern in patterns:
        path, place = Path(pattern), Place(pattern)
        if pattern and path.is_dir():
            matches, nothing = list(_inside(path, kinds)), Fault("no-file-inside", {"kinds": " / ".join(kinds)}, place)
        else:
            matches = [path] if pattern and path.exists() else _matching(pattern)
            nothing = Fault("no-such-file", {}, place)
        if not matches:
            faults.append(nothing)
        for match in matches:
            found.setdefault(os.path.realpath(match), match)
    raise_if(Unusable, faults)
    return list(found.values())


def _matching(pattern: str) -> list[Path]:
    found = map(Path, sorted(glob.glob(pattern, recursive=True)))  # noqa: PTH207  also absolute ones
    return [each for each in found if not each.name.startswith(_LOCK)]


def _inside(folder: Path, kinds: Container[str]) -> Iterator[Path]:
    """What lies in a folder, without the locks of spreadsheet programs, what is hidden, and pipes.

    A folder that is called like a file stands for itself too.
    """
    closed: list[str] = []
    for here, folders, names in os.walk(folder, onerror=lambda problem: closed.append(problem.filename)):
        folders.sort()
        for name in sorted([*names, *folders]):
            path = Path(here) / name
            if path.suffix.lower() in kinds and not name.startswith((_LOCK, ".")) and not path.is_fifo():
                yield path
    yield from map(Path, closed)
