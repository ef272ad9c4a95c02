"""What the actions need of LibreOffice and xlwings does not have (:class:`addin.host.Host`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import xlwings

from addin.host import FOREIGN_FORMAT
from addin.libreoffice.office import constant, enum, in_main_thread, properties, service, struct, uno

_LOOKS: Final = (
    "BottomBorder2",
    "CellBackColor",
    "CellProtection",
    "CharColor",
    "CharFontName",
    "CharFontNameAsian",
    "CharHeight",
    "CharHeightAsian",
    "CharPosture",
    "CharPostureAsian",
    "CharStrikeout",
    "CharUnderline",
    "CharWeight",
    "CharWeightAsian",
    "HoriJustify",
    "IsTextWrapped",
    "LeftBorder2",
    "ParaIndent",
    "RightBorder2",
    "RotateAngle",
    "ShrinkToFit",
    "TopBorder2",
    "VertJustify",
)
"""How a cell looks, and whether it is locked, in the order UNO wants; number formats go by their own table."""

_RULE: Final = "Validation"

_MARK: Final = ("CellBackColor", "CharColor", "CharWeight", "CharWeightAsian")
_ACCEPTED: Final = 1


class OfficeHost:
    """LibreOffice by UNO."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def program(self, app: xlwings.App) -> str:
        provider = service(app.impl.context, "com.sun.star.configuration.ConfigurationProvider")
        where = properties(nodepath="/org.openoffice.Setup/Product")
        known = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
        return f"{known.ooName} {known.ooSetupVersionAboutBox}"

    def first_day(self, book: xlwings.Book) -> int:
        return int(book.impl.first_day)

    @contextmanager
    def lifted(self, sheet: xlwings.Sheet) -> Iterator[None]:
        """LibreOffice keeps what a protected sheet allows while it is not protected."""
        api = sheet.api
        if not api.isProtected():
            yield
            return
        api.unprotect("")
        try:
            yield
        finally:
            api.protect("")

    @contextmanager
    def opened(self, app: xlwings.App, path: Path, *, to_change: bool = False) -> Iterator[xlwings.Book]:
        book = xlwings.Book(impl=app.impl.books.open(str(path), read_only=not to_change, hidden=True))
        try:
            yield book
        finally:
            book.impl.close()

    @contextmanager
    def in_front(self, book: xlwings.Book) -> Iterator[None]:
        """What is asked of the program is asked of the document at hand."""
        before = self._app.document
        self._app.document = book.api
        try:
            yield
        finally:
            self._app.document = before

    def recalculate(self, book: xlwings.Book) -> None:
        book.api.calculateAll()

    def strip_looks(self, cells: xlwings.Range) -> None:
        api, document = cells.api, cells.sheet.book.api
        api.setPropertyToDefault(_RULE)
        marks = api.ConditionalFormat
        marks.clear()
        api.ConditionalFormat = marks
        formats, locale = document.getNumberFormats(), struct("lang.Locale")
        known = formats.queryKey(FOREIGN_FORMAT, locale, False)
        api.NumberFormat = formats.addNew(FOREIGN_FORMAT, locale) if known < 0 else known
        api.CellProtection = struct("util.CellProtection", IsLocked=True)

    def copy_looks(self, source: xlwings.Sheet, target: xlwings.Sheet) -> None:
        """Cells that look alike are changed together, so that rows cost nothing."""
        one, other = source.book.api, target.book.api
        position = target.impl.position
        formats = _NumberFormats(one, other)
        for group in _used(source.api).getUniqueCellFormatRanges():
            cells = _ranges(other, group.getRangeAddresses(), position)
            cells.setPropertyValues(_LOOKS, group.getPropertyValues(_LOOKS))
            cells.NumberFormat = formats.key(group.NumberFormat)
            rule = group.getPropertyValue(_RULE)
            if _says_something(rule):
                cells.setPropertyValue(_RULE, rule)
            else:
                cells.setPropertyToDefault(_RULE)
        marks = list(_marks(source.api, one))
        if marks != list(_marks(target.api, other)):
            _replace_marks(target.api, other, marks, position)

    def note(self, book: xlwings.Book, name: str, value: str) -> None:
        known = book.api.getDocumentProperties().UserDefinedProperties
        if known.getPropertySetInfo().hasPropertyByName(name):
            known.setPropertyValue(name, value)
        else:
            known.addProperty(name, constant("beans.PropertyAttribute.REMOVABLE"), value)

    def choose_file(self, app: xlwings.App, title: str) -> Path | None:
        context = app.impl.context

        def ask() -> str:
            picker = service(context, "com.sun.star.ui.dialogs.FilePicker")
            picker.setTitle(title)
            picker.appendFilter("Excel (*.xlsx)", "*.xlsx")
            return str(picker.getSelectedFiles()[0]) if picker.execute() == _ACCEPTED else ""

        url = in_main_thread(context, ask)
        return Path(uno().fileUrlToSystemPath(url)) if url else None


# --- formats -----------------------------------------------------------------------------------------------------


class _NumberFormats:
    """Number formats of one document as another document knows them."""

    def __init__(self, source: Any, target: Any) -> None:
        self._source = source.getNumberFormats()
        self._target = target.getNumberFormats()
        self._known: dict[int, int] = {}

    def key(self, key: int) -> int:
        if key not in self._known:
            given = self._source.getByKey(key)
            found = self._target.queryKey(given.FormatString, given.Locale, False)
            self._known[key] = self._target.addNew(given.FormatString, given.Locale) if found < 0 else found
        return self._known[key]


def _says_something(rule: Any) -> bool:
    return rule.Type.value != "ANY" or bool(rule.InputTitle or rule.InputMessage)


def _used(sheet: Any) -> Any:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    return cursor


def _ranges(document: Any, areas: Any, position: int) -> Any:
    """The same areas in another document."""
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for area in areas:
        area.Sheet = position
    ranges.addRangeAddresses(tuple(areas), False)
    return ranges


# --- marks -------------------------------------------------------------------------------------------------------


def _marks(sheet: Any, document: Any) -> Iterator[tuple[Any, ...]]:
    """The conditional formats: where, and by which formula which look, whatever the look's style is called."""
    styles = document.getStyleFamilies().getByName("CellStyles")
    found = []
    for each in sheet.ConditionalFormats.getConditionalFormats():
        areas = each.Range.getRangeAddresses()
        where = tuple(sorted((a.StartRow, a.StartColumn, a.EndRow, a.EndColumn) for a in areas))
        entries = [each.getByIndex(index) for index in range(each.getCount())]
        found.append((where, tuple((e.Formula1, _look(styles, e.StyleName)) for e in entries)))
    yield from sorted(found)


def _look(styles: Any, name: str) -> tuple[Any, ...]:
    return tuple(styles.getByName(name).getPropertyValues(_MARK)) if styles.hasByName(name) else ()


def _replace_marks(sheet: Any, document: Any, marks: list[tuple[Any, ...]], position: int) -> None:
    old = sheet.ConditionalFormats
    for each in old.getConditionalFormats():
        old.removeByID(each.ID)
    styles: dict[tuple[Any, ...], str] = {}
    for where, entries in marks:
        areas = [
            struct("table.CellRangeAddress", Sheet=position, StartRow=r, StartColumn=c, EndRow=s, EndColumn=d)
            for r, c, s, d in where
        ]
        ranges = _ranges(document, areas, position)
        rules = ranges.ConditionalFormat
        rules.clear()
        for formula, look in entries:
            if look not in styles:
                styles[look] = _style(document, look)
            top, left = min((r, c) for r, c, _, _ in where)
            at = struct("table.CellAddress", Sheet=position, Row=top, Column=left)
            rules.addNew(
                properties(
                    Operator=enum("sheet.ConditionOperator", "FORMULA"),
                    Formula1=formula,
                    SourcePosition=at,
                    StyleName=styles[look],
                )
            )
        ranges.ConditionalFormat = rules


def _style(document: Any, look: tuple[Any, ...]) -> str:
    """A style of that look, made where there is none. No style can be changed while any sheet is protected."""
    family = document.getStyleFamilies().getByName("CellStyles")
    for known in family.getElementNames():
        if _look(family, known) == look:
            return str(known)
    name = "qingbiao-" + "-".join(f"{value:g}" for value in look)
    made = document.createInstance("com.sun.star.style.CellStyle")
    family.insertByName(name, made)
    locked = [sheet for sheet in document.getSheets() if sheet.isProtected()]
    for sheet in locked:
        sheet.unprotect("")
    try:
        for each, value in zip(_MARK, look, strict=True):
            made.setPropertyValue(each, value)
    finally:
        for sheet in locked:
            sheet.protect("")
    return name
