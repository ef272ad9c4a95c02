"""The half of the harness that speaks UNO: a script for the system's Python, not for the tests' own.

    /usr/bin/python3 uno_server.py SOFFICE PIPE-NAME PROFILE-FOLDER

It starts one headless LibreOffice, then answers one JSON line on stdin with one JSON line on stdout, `{"ok": …}` or
`{"error": …}`, until stdin ends. Lengths are 1/100 mm, rows and columns count from 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.uno import Exception as UnoException
from uno_documents import EXCEL_ERRORS, Document, address, file_url, properties
from uno_macros import basic_modules, called
from uno_room import BOLD_FROM, needed_heights, needed_widths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_SECONDS = 90.0
XLSX_FILTER = "Calc MS Excel 2007 XML"
PDF_FILTER = "calc_pdf_Export"
VBA_FILTER = "Calc MS Excel 2007 VBA XML"
ALWAYS_RUN = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
NUMBERS, DATES, TEXTS, FORMULAS = 1, 2, 4, 16  # com.sun.star.sheet.CellFlags
CONTENT = NUMBERS | DATES | TEXTS | FORMULAS

# A question per row or cell costs 0.3 ms through the pipe, and nearly nothing inside LibreOffice: these run there, in
# Basic (where "attribute" is a reserved word, and where an error opens an editor and answers None).
MACROS = """
Function Sizes(lines, wanted, count)
  Dim found(count - 1) As Long
  For index = 0 To count - 1
    found(index) = lines.getByIndex(index).getPropertyValue(wanted)
  Next
  Sizes = found
End Function

Function Put(sheet, rows, columns, blocks)
  For index = 0 To UBound(rows)
    last = rows(index) + UBound(blocks(index))
    sheet.getCellRangeByPosition(columns(index), rows(index), columns(index), last).setDataArray(blocks(index))
  Next
  Put = UBound(rows) + 1
End Function

Function Shown(sheet, rows, columns)
  Dim found(UBound(rows)) As String
  For index = 0 To UBound(rows)
    found(index) = sheet.getCellByPosition(columns(index), rows(index)).getString()
  Next
  Shown = found
End Function
"""


def connect(process: subprocess.Popen[bytes], pipe: str) -> Any:
    """LibreOffice's component context, as soon as the process listens on the pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process.poll() is not None:
                sys.exit(f"soffice ended with code {process.returncode} before it listened")
            if time.monotonic() > deadline:
                sys.exit(f"soffice did not listen within {START_SECONDS:.0f} s")
            time.sleep(0.05)


class Calc:
    """The running LibreOffice: its documents and our macros in it."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.desktop = self._service("com.sun.star.frame.Desktop")
        libraries = self._service("com.sun.star.script.ApplicationScriptLibraryContainer")
        libraries.getByName("Standard").insertByName("Qingbiao", MACROS)  # in a new library nothing would run
        factory = self._service("com.sun.star.script.provider.MasterScriptProviderFactory")
        self._scripts = factory.createScriptProvider("")
        self.kept: dict[str, Kept] = {}

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def macro(self, name: str, *arguments: Any) -> Any:
        url = f"vnd.sun.star.script:Standard.Qingbiao.{name}?language=Basic&location=application"
        return self._scripts.getScript(url).invoke(arguments, (), ())[0]

    def workbook(self, path: str) -> Document:
        """A file, opened read-only, so that no lock file appears beside it."""
        return Document(self.desktop, file_url(path), ReadOnly=True)

    def with_macros(self, path: str) -> Document:
        """A file whose macros may run, read by the filter for VBA: by its type an add-in is not recognised."""
        options = {"FilterName": VBA_FILTER, "MacroExecutionMode": ALWAYS_RUN}
        return Document(self.desktop, file_url(path), ReadOnly=True, **options)

    def in_front(self, path: str) -> Document:
        """A workbook that is shown, and the active one."""
        shown = Document(self.desktop, file_url(path), ReadOnly=True, Hidden=False)
        frame = shown.document.getCurrentController().getFrame()
        frame.getContainerWindow().setFocus()
        frame.activate()
        return shown

    def scratch(self) -> Document:
        return Document(self.desktop, "private:factory/scalc")

    def sizes(self, lines: Any, attribute: str, count: int) -> list[int]:
        """The heights of rows or the widths of columns."""
        return list(self.macro("Sizes", lines, attribute, count))

    def shown(self, sheet: Any, places: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """What the cells in these rows and columns display."""
        if not places:
            return {}
        rows, columns = zip(*places, strict=True)
        return dict(zip(places, self.macro("Shown", sheet, rows, columns), strict=True))


# --- values ----------------------------------------------------------------------------------------------------------


def filled_cells(sheet: Any, kinds: int) -> Iterator[tuple[int, int, Any]]:
    """Row, column and value of each cell of these kinds, read in blocks. The value of an error is None."""
    for block in sheet.queryContentCells(kinds).getRangeAddresses():
        corner = (block.StartColumn, block.StartRow, block.EndColumn, block.EndRow)
        for row, values in enumerate(sheet.getCellRangeByPosition(*corner).getDataArray(), block.StartRow):
            for column, value in enumerate(values, block.StartColumn):
                yield row, column, value


def error_text(sheet: Any, row: int, column: int) -> str:
    cell = sheet.getCellByPosition(column, row)
    return EXCEL_ERRORS.get(cell.getError()) or str(cell.getString())


def recalculated(calc: Calc, path: str) -> dict[str, dict[str, float | str]]:
    """Every formula's value, by sheet and address, after everything was computed anew."""
    with calc.workbook(path) as document:
        document.calculateAll()
        return {
            sheet.getName(): {
                address(row, column): error_text(sheet, row, column) if value is None else value
                for row, column, value in filled_cells(sheet, FORMULAS)
            }
            for sheet in document.getSheets()
        }


class Kept:
    """A workbook kept open to be filled again and again; a copy without a name, or it could not be changed."""

    def __init__(self, calc: Calc, path: str) -> None:
        self._calc = calc
        self.document = Document(calc.desktop, file_url(path), AsTemplate=True).document
        self.document.enableAutomaticCalculation(False)  # or every value put in would compute everything
        self.document.calculateAll()
        self.formulas = {
            sheet.getName(): [(row, column) for row, column, _ in filled_cells(sheet, FORMULAS)]
            for sheet in self.document.getSheets()
        }
        self._put: dict[tuple[str, int, int], list[Any]] = {}
        """What was put in last, by sheet, row and column."""

    def put(self, cells: list[tuple[str, int, int, list[Any]]]) -> None:
        """Values downwards from cells; what stands there already is left, and nothing is computed anew for it."""
        changed: dict[str, list[tuple[int, int, list[Any]]]] = {}
        for name, row, column, values in cells:
            if self._put.get((name, row, column)) != values:
                self._put[name, row, column] = values
                changed.setdefault(name, []).append((row, column, values))
        for name, new in changed.items():
            sheet = self.document.getSheets().getByName(name)
            rows, columns, blocks = zip(*new, strict=True)
            data = tuple(tuple((as_data(value),) for value in values) for values in blocks)
            if self._calc.macro("Put", sheet, rows, columns, data) != len(new):
                raise ValueError(f"not all of {len(new)} values could be put into {name}")
            for row, column, values in new:
                for index, value in enumerate(values):
                    if isinstance(value, dict):
                        sheet.getCellByPosition(column, row + index).setFormula(value["formula"])

    def places(self) -> list[tuple[str, str]]:
        """Sheet and address of every formula."""
        return [(name, address(*place)) for name, places in self.formulas.items() for place in places]

    def values(self) -> Iterator[float | str]:
        """Every formula's value, in the same order; each sheet is read in one block."""
        for name, places in self.formulas.items():
            if not places:
                continue
            sheet = self.document.getSheets().getByName(name)
            last = max(row for row, _ in places), max(column for _, column in places)
            data = sheet.getCellRangeByPosition(0, 0, last[1], last[0]).getDataArray()
            for row, column in places:
                value = data[row][column]
                yield error_text(sheet, row, column) if value is None else value


def kept(calc: Calc, path: str) -> list[tuple[str, str]]:
    calc.kept[path] = Kept(calc, path)
    return calc.kept[path].places()


def refilled(calc: Calc, path: str, cells: list[tuple[str, int, int, list[Any]]]) -> list[float | str]:
    """Put values into a kept workbook, from each sheet, row and column downwards; every formula's value after that."""
    calc.kept[path].put(cells)
    calc.kept[path].document.calculate()
    return list(calc.kept[path].values())


def as_data(value: Any) -> str | float:
    """A value as LibreOffice takes it in blocks: never an integer, and an empty text for an empty cell."""
    if value is None or isinstance(value, dict):
        return ""
    return value if isinstance(value, str) else float(value)


def released(calc: Calc, path: str) -> None:
    calc.kept.pop(path).document.close(True)


# --- files -----------------------------------------------------------------------------------------------------------


def store(calc: Calc, path: str, out: str, kind: str) -> None:
    """The workbook, written by LibreOffice as an xlsx or a pdf."""
    with calc.workbook(path) as document:
        document.storeToURL(file_url(out), properties(FilterName={"xlsx": XLSX_FILTER, "pdf": PDF_FILTER}[kind]))


def open_seconds(calc: Calc, path: str) -> float:
    begin = time.perf_counter()
    with calc.workbook(path):
        return time.perf_counter() - begin


def sorted_down(calc: Calc, path: str, sheet: str, area: str, column: int) -> list[str]:
    """What stands in a column once its area, of a sheet that stays protected, was sorted by it, the last first."""
    with Document(calc.desktop, file_url(path), AsTemplate=True) as document:
        own = document.getSheets().getByName(sheet)
        if not own.isProtected():
            raise ValueError(f"{sheet} is not protected")
        cells = own.getCellRangeByName(area)
        order = uno.createUnoStruct("com.sun.star.table.TableSortField")
        order.Field, order.IsAscending = column, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (order,))
        cells.sort(properties(SortFields=fields, ContainsHeader=False))
        document.calculateAll()
        return [str(row[column]) for row in cells.getDataArray()]


def recalculation_seconds(calc: Calc, path: str) -> float:
    with calc.workbook(path) as document:
        begin = time.perf_counter()
        document.calculateAll()
        return time.perf_counter() - begin


# --- layout ----------------------------------------------------------------------------------------------------------


def style_of(ranges: Any, formats: Any) -> dict[str, Any]:
    """What decides how much room a text takes, for cells that are all formatted alike."""
    justify = ranges.HoriJustify.value
    return {
        "font": ranges.CharFontName,
        "size": ranges.CharHeight,
        "bold": ranges.CharWeight >= BOLD_FROM,
        "wrapped": ranges.IsTextWrapped or justify == "BLOCK",
        "align": justify.lower(),
        "indent": ranges.ParaIndent,
        "angle": ranges.RotateAngle,
        "stacked": ranges.Orientation.value == "STACKED",
        "shrink": ranges.ShrinkToFit,
        "general": formats.getByKey(ranges.NumberFormat).FormatString == "General",
    }


def cells_within(areas: Any) -> Iterator[tuple[int, int]]:
    for area in areas:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield row, column


def merged_span(sheet: Any, row: int, column: int) -> tuple[int, int]:
    """How many rows and columns the merged area takes whose first cell this is."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
    cursor.collapseToMergedArea()
    area = cursor.getRangeAddress()
    return area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1


def sheet_cells(
    sheet: Any, texts: dict[tuple[int, int], str], numbers: set[tuple[int, int]], formats: Any
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The styles, and each filled or merged cell: address, place, span, text, is it a number?, its style."""
    styles: list[dict[str, Any]] = []
    cells: list[list[Any]] = []
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(True)
    for ranges in used.getUniqueCellFormatRanges():
        is_merged = any(area.getIsMerged() for area in ranges)
        for place in cells_within(ranges.getRangeAddresses()):
            if is_merged or place in texts:
                span = merged_span(sheet, *place) if is_merged else (1, 1)
                cells.append([address(*place), *place, *span, texts.get(place, ""), place in numbers, len(styles)])
        styles.append(style_of(ranges, formats))
    return styles, sorted(cells, key=itemgetter(1, 2))


def shown_texts(calc: Calc, sheet: Any) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """What each filled cell displays, and which of them are not texts: they become ### where they do not fit."""
    values = {(row, column): value for row, column, value in filled_cells(sheet, CONTENT)}
    numbers = [place for place, value in values.items() if not isinstance(value, str)]
    return values | calc.shown(sheet, numbers), set(numbers)


def visible_lines(sheet: Any, row_count: int, column_count: int) -> tuple[set[int], set[int]]:
    """The rows and the columns that are not hidden."""
    areas = sheet.getCellRangeByPosition(0, 0, column_count - 1, row_count - 1).queryVisibleCells().getRangeAddresses()
    rows = {row for area in areas for row in range(area.StartRow, area.EndRow + 1)}
    columns = {column for area in areas for column in range(area.StartColumn, area.EndColumn + 1)}
    return rows, columns


def visible_sizes(calc: Calc, sheet: Any, row_count: int, column_count: int) -> tuple[list[int], list[int]]:
    """The heights of rows and the widths of columns, 0 where hidden."""
    if not row_count:
        return [], []
    rows, columns = visible_lines(sheet, row_count, column_count)
    heights = calc.sizes(sheet.getRows(), "Height", row_count)
    widths = calc.sizes(sheet.getColumns(), "Width", column_count)
    return (
        [height if row in rows else 0 for row, height in enumerate(heights)],
        [width if column in columns else 0 for column, width in enumerate(widths)],
    )


def sheet_layout(calc: Calc, sheet: Any, formats: Any) -> dict[str, Any]:
    styles, cells = sheet_cells(sheet, *shown_texts(calc, sheet), formats)
    row_count = max((row + rows for _, row, _, rows, *_ in cells), default=0)
    column_count = max((column + columns for _, _, column, _, columns, *_ in cells), default=0)
    heights, widths = visible_sizes(calc, sheet, row_count, column_count)
    return {
        "name": sheet.getName(),
        "visible": sheet.IsVisible,
        "heights": heights,
        "widths": widths,
        "styles": styles,
        "cells": cells,
    }


def layout(calc: Calc, path: str) -> list[dict[str, Any]]:
    with calc.workbook(path) as document:
        document.calculateAll()
        formats = document.getNumberFormats()
        return [sheet_layout(calc, sheet, formats) for sheet in document.getSheets()]


# --- the conversation ------------------------------------------------------------------------------------------------

OPERATIONS: dict[str, Callable[..., Any]] = {
    operation.__name__: operation
    for operation in (
        recalculated,
        sorted_down,
        kept,
        refilled,
        released,
        store,
        open_seconds,
        basic_modules,
        called,
        recalculation_seconds,
        layout,
        needed_heights,
        needed_widths,
    )
}


def answer(calc: Calc, line: bytes) -> dict[str, Any]:
    request = json.loads(line)
    try:
        return {"ok": OPERATIONS[request["do"]](calc, **request["with"])}
    except DisposedException as problem:
        sys.exit(f"LibreOffice is gone: {problem}")
    except (UnoException, OSError, ValueError) as problem:
        return {"error": f"{type(problem).__name__}: {problem}"}


def say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def start(soffice: str, pipe: str, profile: str) -> subprocess.Popen[bytes]:
    options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
    place = (f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;")
    return subprocess.Popen([soffice, *options, *place], stdin=subprocess.DEVNULL, stdout=sys.stderr)


def main(soffice: str, pipe: str, profile: str) -> None:
    process = start(soffice, pipe, profile)
    calc = Calc(connect(process, pipe))
    say({"ok": "ready"})
    for line in sys.stdin.buffer:
        say(answer(calc, line))
    with suppress(UnoException):
        calc.desktop.terminate()
    process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
