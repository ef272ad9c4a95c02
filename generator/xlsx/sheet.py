"""One sheet as XML: openpyxl's elements around our rows, in the order the format prescribes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.worksheet.merge import MergeCell, MergeCells
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import tostring

from generator.plan import Area, Highlight, Settled, Sheet, Validation, letters
from generator.style import Mark, Style
from generator.xlsx.canonical import DECLARATION, canonical
from generator.xlsx.rows import rows_xml

A4: Final = 9
LookId = Callable[[Mark], int]
"""The index of a conditional format's look in the workbook's table."""

_MARGINS_INCHES: Final = {"left": 0.55, "right": 0.55, "top": 0.6, "bottom": 0.6, "header": 0.3, "footer": 0.3}


def prepare(ws: Worksheet, sheet: Sheet) -> None:
    """Set everything about a sheet but its rows on openpyxl's worksheet."""
    ws.sheet_state = sheet.state
    ws.sheet_view.showGridLines = False
    for index, width in enumerate(sheet.widths, 1):
        ws.column_dimensions[letters(index)].width = width
    for index in sheet.hidden:
        ws.column_dimensions[letters(index)].hidden = True
    if sheet.freeze:
        ws.freeze_panes = f"{letters(sheet.freeze[1])}{sheet.freeze[0]}"
    if sheet.tab:
        ws.sheet_properties.tabColor = "FF" + sheet.tab
    if sheet.filter:
        ws.auto_filter.ref = sheet.filter.a1
    _protect(ws)
    if sheet.printing:
        _set_printing(ws, sheet)


def _protect(ws: Worksheet) -> None:
    """Locked, with an empty password; what does no harm stays allowed (openpyxl's flags say what is forbidden)."""
    protection = ws.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.autoFilter = protection.sort = False


def _set_printing(ws: Worksheet, sheet: Sheet) -> None:
    printing = sheet.printing
    assert printing is not None
    ws.page_setup.paperSize = A4
    ws.page_setup.orientation = printing.orientation
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side, inches in _MARGINS_INCHES.items():
        setattr(ws.page_margins, side, inches)
    ws.print_options.horizontalCentered = True
    ws.print_area = printing.area.a1
    if printing.repeat_rows:
        ws.print_title_rows = "{}:{}".format(*printing.repeat_rows)
    footer: Any = ws.oddFooter
    footer.left.text, footer.right.text = (
        text.replace("&", "&&")
        for text in (printing.footer_left, printing.footer_right)  # & begins a code
    )
    footer.center.text = "第 &P 页 共 &N 页"
    for part in (footer.left, footer.center, footer.right):
        part.size = 9


def sheet_xml(
    ws: Worksheet, sheet: Sheet, settled: Settled, style_id: Callable[[Style], int], look_id: LookId
) -> bytes:
    """The whole part."""
    pieces = [DECLARATION + f'<worksheet xmlns="{SHEET_MAIN_NS}">'.encode()]
    pieces += (canonical(tostring(element)) for element in _before_rows(ws, sheet))
    pieces.append(f"<sheetData>{''.join(rows_xml(settled, sheet, style_id))}</sheetData>".encode())
    pieces += (canonical(tostring(element)) for element in _after_rows(ws, sheet, look_id))
    pieces.append(b"</worksheet>")
    return b"".join(pieces)


def _before_rows(ws: Worksheet, sheet: Sheet) -> Iterator[Any]:
    yield ws.sheet_properties.to_tree()
    yield SheetDimension(Area(1, 1, max(sheet.last_row, 1), max(len(sheet.widths), 1)).a1).to_tree()
    yield ws.views.to_tree()
    yield ws.sheet_format.to_tree()
    if sheet.widths:
        yield ws.column_dimensions.to_tree()


def _after_rows(ws: Worksheet, sheet: Sheet, look_id: LookId) -> Iterator[Any]:
    yield ws.protection.to_tree()
    if ws.auto_filter.ref:
        yield ws.auto_filter.to_tree()
    merged = [area.a1 for area in merged_areas(sheet)]
    if merged:
        yield MergeCells(mergeCell=[MergeCell(ref) for ref in merged]).to_tree()
    yield from _highlights(sheet.highlights, look_id)
    if sheet.validations:
        yield DataValidationList(dataValidation=[_validation(each) for each in sheet.validations]).to_tree()
    yield ws.print_options.to_tree()
    yield ws.page_margins.to_tree()
    yield ws.page_setup.to_tree()
    if sheet.printing:
        yield ws.HeaderFooter.to_tree()


def _highlights(highlights: Iterable[Highlight], look_id: LookId) -> Iterator[Any]:
    """Conditional formats; those of the same cells stand together, the first before the others."""
    by_areas: dict[tuple[Area, ...], list[Rule]] = {}
    for priority, each in enumerate(highlights, 1):
        rule = Rule("expression", dxfId=look_id(each.look), priority=priority, stopIfTrue=True, formula=[each.formula])
        by_areas.setdefault(each.areas, []).append(rule)
    for areas, rules in by_areas.items():
        ranges = MultiCellRange([CellRange(area.a1) for area in areas])
        yield ConditionalFormatting(ranges, cfRule=rules).to_tree("conditionalFormatting")


def merged_areas(sheet: Sheet) -> list[Area]:
    """Every merged area of a sheet, from top to bottom."""
    within_rows = [
        Area(number, left, number, right)
        for row in sheet.rows
        for number in range(row.number, row.number + row.repeat)
        for left, right in row.spans
    ]
    return sorted([*sheet.merges, *within_rows])


def _validation(each: Validation) -> DataValidation:
    made = DataValidation(
        type={"any": None, "list": "list", "custom": "custom"}[each.rule],
        formula1=each.formula or None,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop" if each.strict else "warning",
        errorTitle="填报值不符合要求" if each.strict else "请确认",
        error=each.error or None,
        promptTitle=each.prompt_title or None,
        prompt=each.prompt or None,
    )
    for area in each.areas:
        made.sqref.add(CellRange(area.a1))
    return made
