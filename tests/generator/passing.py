"""Programs through which a workbook passes on its way: each opens the first file and saves it as the second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from warnings import catch_warnings, filterwarnings

from openpyxl import load_workbook

Passing = Callable[[Path, Path], None]


def untouched(path: Path, out: Path) -> None:
    """Only sent on."""
    out.write_bytes(path.read_bytes())


def by_openpyxl(path: Path, out: Path) -> None:
    """Writes shared texts instead of texts in the cells, and its own styles.

    A number in a date cell that is no day of its calendar becomes ``#VALUE!``, and openpyxl warns of it.
    """
    with path.open("rb") as file, catch_warnings():
        filterwarnings("ignore", "Cell .* is marked as a date", UserWarning)
        load_workbook(file).save(out)
