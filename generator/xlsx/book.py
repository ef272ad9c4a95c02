"""The whole file: parts, properties and names, the same bytes for the same plan and values on any day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.writer.excel import ExcelWriter

from generator.plan import Plan, Settled, Sheet
from generator.style import Style
from generator.xlsx.canonical import DECLARATION, canonical
from generator.xlsx.rows import without_unwritable
from generator.xlsx.sheet import prepare, sheet_xml
from generator.xlsx.styles import font_of, look_ids, style_ids
from qingbiao import __version__

_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can name."""


def workbook_bytes(settled: Settled) -> bytes:
    """The .xlsx file of a settled plan."""
    book, sheets = _book(settled.plan)
    buffer = io.BytesIO()
    with _TimelessZip(buffer, "w", ZIP_DEFLATED) as archive:
        _Writer(book, archive, settled, sheets).write_data()
    return buffer.getvalue()


def _book(plan: Plan) -> tuple[Workbook, Mapping[str, Sheet]]:
    book: Any = Workbook()
    book.remove(book.worksheets[0])
    book._fonts[0] = font_of(Style(size=11))  # column widths count characters of this font
    for sheet in plan.sheets:
        prepare(book.create_sheet(sheet.name), sheet)
    for name in plan.names:
        book.defined_names[name.name] = DefinedName(name.name, attr_text=name.reference)
    book.security = WorkbookProtection(lockStructure=True)
    book.calculation.fullCalcOnLoad = True
    properties = book.properties
    properties.creator = properties.lastModifiedBy = f"清表 {__version__}"
    properties.title = plan.title
    properties.created = properties.modified = datetime(int(plan.identity["year"]), 1, 1)
    for key, value in plan.identity.items():
        book.custom_doc_props.append(StringProperty(name=f"qingbiao.{key}", value=without_unwritable(str(value))))
    return book, plan.by_name


class _TimelessZip(ZipFile):
    """An archive whose entries have no time and come from no particular system."""

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: bytes | str, *_: object, **__: object) -> None:  # type: ignore[override]
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = ZipInfo(name, _NO_DAY)
        info.compress_type = ZIP_DEFLATED
        info.create_system = 0
        if not name.startswith("xl/worksheets/"):  # those are canonical already
            data = DECLARATION + canonical(data)
        super().writestr(info, data, compresslevel=6)  # 9 takes four times as long for files no smaller


class _Writer(ExcelWriter):
    """openpyxl's writer with our rows in its sheets."""

    def __init__(self, book: Workbook, archive: ZipFile, settled: Settled, sheets: Mapping[str, Sheet]) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self._settled = settled
        self._sheets = sheets
        self._style_id = style_ids(book.worksheets[0])
        self._look_id = look_ids(book)

    def write_worksheet(self, ws: Any) -> None:
        """One sheet's part; what openpyxl would add to it afterwards, drawings and comments, there is none of."""
        ws._drawing, ws._comments, ws._rels = None, [], []
        xml = sheet_xml(ws, self._sheets[ws.title], self._settled, self._style_id, self._look_id)
        self._zip.writestr(ws.path[1:], xml)
        self.manifest.append(ws)
