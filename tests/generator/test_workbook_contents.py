"""What a spreadsheet program finds in a generated workbook, read by openpyxl: who may type where, what each input says
and admits, what prints, and that nothing in it is beyond what Excel 2010, WPS and LibreOffice understand.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator.checks.names import DESK, TALLY
from generator.functions import Use, allowed
from generator.plan import letters
from generator.planning import outline
from qingbiao.bind import REPORTED
from tests.formula_text import functions_used
from tests.generator.opened import opened
from tests.generator.shipped import Shipped, shipped

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def sheets(each: Shipped) -> list[Worksheet]:
    return opened(each).book.worksheets


def merged_tops(sheet: Worksheet) -> dict[str, str]:
    """For each cell of a merged area, the cell at its top left."""
    return {
        f"{sheet.cell(row, column).coordinate}": area.start_cell.coordinate
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
    }


@every_kind
def test_the_outline_is_what_the_workbook_has(each: Shipped) -> None:
    """Reading a workbook asks for these sheets and names without planning all of it."""
    plan = opened(each).plan
    told = outline(each.edition, each.kind)
    assert told.sheets == tuple(sheet.name for sheet in plan.sheets)
    reported = {REPORTED + key: place for key, place in plan.reported.items()}
    assert told.names == {key: place.sheet for key, place in {**plan.places, **reported}.items()}


# --- who may type where ----------------------------------------------------------------------------------------------


def report_lines(each: Shipped) -> list[list[str]]:
    """The cells of each line of the sheet 校验."""
    sheet = opened(each).book["校验"]
    assert sheet.auto_filter.ref is not None
    left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
    return [
        [sheet.cell(row, column).coordinate for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)
    ]


@every_kind
def test_inputs_are_unlocked_and_nothing_else_is(each: Shipped) -> None:
    """But for the lines of 校验: what cannot be unlocked cannot be sorted, and they only show what is computed; and
    on the hidden sheet what the button 校验 notes there of the checks that a workbook cannot try."""
    inputs: dict[str, set[str]] = defaultdict(set)
    for _, place in opened(each).inputs():
        inputs[place.sheet] |= {place.cell(index) for index in range(place.rows)}
    inputs["校验"] |= {cell for cells in report_lines(each) for cell in cells}
    noted = (
        f"{letters(cell.column)}{row.number}" for _, row, cell, slot in opened(each).plan.slots() if slot.key == DESK
    )
    inputs[TALLY] |= set(noted)
    for sheet in sheets(each):
        tops = merged_tops(sheet)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            is_input = tops.get(cell.coordinate, cell.coordinate) in inputs[sheet.title]
            assert cell.protection.locked == (not is_input), f"{sheet.title}!{cell.coordinate}"


@every_kind
def test_inputs_and_formulas_have_their_colours(each: Shipped) -> None:
    from generator.style import Fill

    found = opened(each)
    for key, place in found.inputs():
        wanted = Fill.REPORTED if key.startswith(REPORTED) else Fill.INPUT
        assert found.cell(place).fill.fgColor.rgb == "FF" + wanted, key
    for key in each.kind.order:
        assert found.cell(found.plan.places[key]).fill.fgColor.rgb == "FF" + Fill.COMPUTED, key


@every_kind
def test_every_sheet_is_protected_but_for_what_does_no_harm(each: Shipped) -> None:
    for sheet in sheets(each):
        protection = sheet.protection
        assert protection.sheet, sheet.title
        assert not protection.password
        allowed = ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort")  # these flags say: forbidden
        assert not any(getattr(protection, flag) for flag in allowed), sheet.title
        assert protection.insertRows
        assert protection.deleteRows
        assert not protection.selectLockedCells, "what cannot be selected cannot be copied"
    security = opened(each).book.security
    assert security is not None
    assert security.lockStructure


@every_kind
def test_which_sheets_show(each: Shipped) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in sheets(each)}
    pages = [page.sheet for table in each.kind.tables for page in table.pages]
    visible = [title for title, state in states.items() if state == "visible"]
    parameters, last = ["参数"] if each.kind.parameters else [], ["上年数"] if each.kind.last else []
    assert visible == ["填报说明", "校验", *parameters, *pages, *last]
    assert states["审核"] == "hidden"
    assert states["_qingbiao"] == "veryHidden"
    assert set(states.values()) <= {"visible", "hidden", "veryHidden"}
    assert states.get("名单", "hidden") == "hidden"
    assert opened(each).book.active is not None
    assert opened(each).book.active.title == "填报说明"


# --- validations and prompts -----------------------------------------------------------------------------------------


def validations(sheet: Worksheet) -> dict[str, list[DataValidation]]:
    """The validations of each cell."""
    found: dict[str, list[DataValidation]] = defaultdict(list)
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            for row, column in area.cells:
                found[sheet.cell(row, column).coordinate].append(rule)
    return found


@every_kind
def test_every_input_has_one_validation_with_a_prompt(each: Shipped) -> None:
    rules = {sheet.title: validations(sheet) for sheet in sheets(each)}
    for key, place in opened(each).inputs():
        for index in range(place.rows):
            own = rules[place.sheet].pop(place.cell(index), [])
            assert len(own) == 1, f"{key}: {len(own)} validations"
            assert own[0].showInputMessage
            assert own[0].prompt, key
            assert own[0].promptTitle, key
            assert len(own[0].prompt) <= 255, key
            assert len(own[0].promptTitle) <= 32, key
            if own[0].type is not None:
                assert own[0].showErrorMessage, key
                assert own[0].error, key
                assert len(own[0].error) <= 255, key
                assert len(own[0].errorTitle or "") <= 32, key
    for cell in (cell for line in report_lines(each) for cell in line):  # the lines refuse what is typed
        rule = rules["校验"].pop(cell)[0]
        assert (rule.type, rule.formula1) == ("custom", "FALSE") or rule.promptTitle == "审核说明", cell
    assert not any(rules.values()), "a validation stands where nothing is typed"


@every_kind
def test_validations_use_only_what_every_program_has(each: Shipped) -> None:
    names = set(opened(each).book.defined_names)
    for sheet in sheets(each):
        for rule in sheet.data_validations.dataValidation:
            formula = rule.formula1 or ""
            assert len(formula) <= 255, formula
            assert "{" not in formula, "an array is refused in a validation"
            assert functions_used(formula) <= allowed(Use.EXPRESSIONS, Use.LISTS), formula
            assert rule.type in {None, "list", "custom"}
            if rule.type == "list":
                assert not formula.startswith('"'), "an inline list"
                assert formula in names or formula.startswith("OFFSET("), formula


@every_kind
def test_marks_use_only_what_every_program_has(each: Shipped) -> None:
    for sheet in sheets(each):
        for formats in sheet.conditional_formatting:
            for rule in formats.rules:
                assert rule.type == "expression"
                for formula in rule.formula:
                    assert len(formula) <= 255, formula
                    assert not set("{!") & set(re.sub('"[^"]*"', "", formula)), formula
                    assert functions_used(formula) <= allowed(Use.MARKS), formula


@every_kind
def test_what_the_prompt_says(each: Shipped) -> None:
    """The unit, and whether ``/`` may stand, where the spec leaves the words to us."""
    found = opened(each)
    rules = {sheet.title: validations(sheet) for sheet in sheets(each)}
    for field in each.kind.fields.values():
        if field.computed or field.prompt is not None:
            continue
        place = found.plan.places[field.id]
        prompt = rules[place.sheet][place.cell()][0].prompt
        assert prompt is not None
        assert field.unit in prompt, field.id
        assert ("/" in re.sub("m3/|/[0-9]", "", prompt)) >= field.may_be_na, field.id
        assert ("必填" in prompt) == field.required, field.id


# --- names, formats, functions ---------------------------------------------------------------------------------------


@every_kind
def test_every_field_has_its_name(each: Shipped) -> None:
    found = opened(each)
    for key, field in each.kind.fields.items():
        sheet, _, area = found.reference(key).rpartition("!")
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
        place = found.plan.places[key]
        assert sheet.strip("'") == place.sheet
        assert (left, top, right, bottom) == (place.column, place.row, place.column, place.row + place.rows - 1)
        assert not isinstance(found.book[place.sheet].cell(top, left), MergedCell), key
        assert place.rows == (found.plan.capacities[field.register] if field.register else 1)


@every_kind
def test_no_two_inputs_share_a_cell(each: Shipped) -> None:
    seen: dict[tuple[str, str], str] = {}
    for key, place in opened(each).inputs():
        for index in range(place.rows):
            spot = (place.sheet, place.cell(index))
            assert seen.setdefault(spot, key) == key
            seen[spot] = key


def test_the_industry_list_is_whole() -> None:
    """GB/T 4754—2017 has 1,382 小类 with its first amendment; the list is checked against the standard's own file."""
    found = opened(next(each for each in shipped() if each.id == "mee-2024-enterprise"))
    entries = found.list_of("list.gbt4754_2017")
    assert len(entries) == len(set(entries)) == 1382
    assert "C2710 化学药品原料药制造" in entries


FORMATS = {"count": "0", "date": "yyyy-mm-dd", "credit_code": "@", "phone": "@", "code": "@", "choice": "@"}


@every_kind
def test_number_formats(each: Shipped) -> None:
    """Codes are text, or 18 digits would become 9.11E+17; days are shown as days."""
    found = opened(each)
    for field in each.kind.fields.values():
        shown = found.cell(found.plan.places[field.id]).number_format
        if field.type in FORMATS:
            assert shown == FORMATS[field.type], field.id
        elif field.type == "percent":
            assert shown.endswith("%"), field.id
        elif field.type == "quantity":
            assert shown == "General" or shown.startswith("0"), field.id


@every_kind
def test_formulas_call_only_what_every_program_has(each: Shipped) -> None:
    for sheet in sheets(each):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                assert functions_used(str(cell.value)) <= allowed(*Use), cell.value
                assert len(str(cell.value)) <= 8192
            assert not str(cell.value).startswith("#"), f"{sheet.title}!{cell.coordinate}: {cell.value}"
    for name, defined in opened(each).book.defined_names.items():
        assert functions_used(defined.attr_text) <= allowed(Use.EXPRESSIONS), name
        assert "#REF!" not in defined.attr_text, name


# --- print set-up ----------------------------------------------------------------------------------------------------


@every_kind
def test_print_set_up(each: Shipped) -> None:
    for sheet in sheets(each):
        if sheet.sheet_state != "visible":
            continue
        assert sheet.page_setup.paperSize == 9, "A4"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_area
        assert "&P" in (sheet.oddFooter.center.text or "")
        assert "&N" in (sheet.oddFooter.center.text or "")


@every_kind
def test_a_long_register_repeats_its_header_on_each_page(each: Shipped) -> None:
    """And freezes it, and can be filtered by it."""
    found = opened(each)
    for table in each.kind.tables:
        for page in table.pages:
            blocks = [block for section in page.sections for band in section.bands for block in band]
            sheet = found.book[page.sheet]
            if len(blocks) != 1 or blocks[0].register is None or found.plan.capacities[blocks[0].register.id] < 12:
                continue
            top = found.plan.places[blocks[0].register.key].row
            assert sheet.print_title_rows is not None, page.sheet
            assert sheet.print_title_rows.replace("$", "").rpartition(":")[2] == str(top - 1)
            assert sheet.freeze_panes is not None
            assert sheet[sheet.freeze_panes].row == top
            assert sheet.auto_filter.ref is not None
            assert range_boundaries(sheet.auto_filter.ref)[1] == top - 1


@every_kind
def test_reported_values_do_not_print(each: Shipped) -> None:
    found = opened(each)
    for key, place in found.plan.reported.items():
        area = found.book[place.sheet].print_area
        right = range_boundaries(str(area).rpartition("!")[2].replace("$", ""))[2]
        assert right is not None
        assert place.column > right, key


@every_kind
def test_it_says_what_it_is(each: Shipped) -> None:
    """In the very hidden sheet, and in the document's properties, which survive without the sheet."""
    found = opened(each)
    facts = {row[0].value: row[1].value for row in found.book["_qingbiao"].iter_rows(max_col=2)}
    assert (facts["edition"], facts["kind"]) == (each.edition.id, each.kind.id)
    assert facts["spec_digest"] == each.edition.digest
    properties = {prop.name: prop.value for prop in found.book.custom_doc_props.props}
    assert properties == {f"qingbiao.{key}": value or None for key, value in facts.items()} | {
        name: value for name, value in properties.items() if not value
    }
