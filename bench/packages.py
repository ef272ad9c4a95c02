"""How large what is sent is, and what is installed."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import xlwings

from addin.libreoffice.extension import FILE_NAME as EXTENSION
from addin.libreoffice.extension import build_extension
from addin.xlam.package import FILE_NAME as ADDIN
from addin.xlam.package import build_addin
from bench import register_table
from bench.clicking import FEW, PANJIN
from bench.measure import Spread
from bench.report import Line, Section
from bench.subject import MANY
from generator.library import Library
from generator.submission.building import package_of, prepare

_QUICKSTART: Final = "quickstart_addin_ribbon.xlam"
_AT: Final = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)


def measure() -> Section:
    """The section of the report."""
    lines = [
        line
        for name, rows in ((PANJIN, 0), (f"{FEW} rows", FEW), (f"{MANY:,} rows", MANY))
        for line in _sent(name, rows)
    ]
    theirs = (Path(xlwings.__file__).parent / _QUICKSTART).stat().st_size
    peer = f"xlwings' `{_QUICKSTART}`"
    lines += [_line(f"`{ADDIN}`", peer, len(build_addin()), theirs)]
    lines += [_line(f"`{EXTENSION}`", peer, len(build_extension()), theirs)]
    note = (
        "A package holds the workbook, every value, every finding with its message, and the digests of all; nothing in "
        "it is compressed but the workbook, so that it cannot unpack to more than it is. The zip has the workbook and "
        "the same values, deflated. xlwings' file is its example of an add-in with one button."
    )
    return Section("What is sent, and what is installed", tuple(lines), (note,))


def _sent(name: str, rows: int) -> list[Line]:
    workbook = register_table.workbook_in_order(rows)
    prepared = prepare(Path("表.xlsx"), workbook, Library())
    size = len(package_of(prepared, _AT))
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("workbook.xlsx", workbook)
        archive.writestr("values.json", prepared.values)
    what = f"submission package, {name}"
    return [
        _line(what, "the workbook alone", size, len(workbook)),
        _line(what, "zip of workbook and values", size, len(buffer.getvalue())),
    ]


def _line(what: str, peer: str, ours: int, theirs: int) -> Line:
    mine, other = Spread.of([ours / 1000]), Spread.of([theirs / 1000])
    return Line(what, peer, Spread.of([ours / theirs]), mine, "KB", other)
