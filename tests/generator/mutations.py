"""Everything that somebody might change in a workbook besides filling it in, each as a change of the file, with the one
damage it has to be told as; what a program cannot change without changing something else is listed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from generator import identity, lists
from generator.plan import letters
from generator.workbook import Built
from tests.generator.edits import (
    Change,
    carried,
    deleted,
    in_book,
    in_parts,
    inserted,
    moved,
    replaced,
    with_part,
)
from tests.generator.shipped import Shipped, of

FORM, TABLE, SECOND, PARAMETERS = "表1", "表2-1", "表2-2", "参数"
"""A page of single cells, two registers on sheets of their own, the parameter sheet."""
TOTAL, OWN, UNIT, COLUMN = "mandatory.audits.total", "mandatory.audits.own", "cover.unit", "pollutants.name"
REGISTER_FORMULA, GIVEN = "resources.power_co2", "factor.coal"
BOOK, TYPES, CONTENT = "xl/workbook.xml", "[Content_Types].xml", "application/xml"


@dataclass(frozen=True)
class Mutation:
    """A change and how it is told; ``None`` for what is not checked."""

    kind: str
    change: Change
    sheet: str = ""
    cell: str = ""
    old: str | None = None
    new: str | None = None
    companions: tuple[str, ...] = ()
    """Kinds of further damages that come with it."""
    note: str = ""

    def __repr__(self) -> str:
        return " ".join(part for part in (self.kind, self.note) if part)


def bureau() -> Shipped:
    """The kind whose blank workbook is mutated: it has everything that a workbook can have."""
    return of("mee-2024", "bureau")


def built() -> Built:
    """The blank workbook that is mutated."""
    return bureau().build()


def cell(key: str, index: int = 0) -> str:
    """Where a field is."""
    return built().plan.places[key].cell(index)


def part(sheet: str) -> str:
    """A sheet's part."""
    return f"xl/worksheets/sheet{[each.name for each in built().plan.sheets].index(sheet) + 1}.xml"


def text_of(sheet: str, address: str) -> str:
    """What a cell says that nobody fills in."""
    cells = {f"{letters(c.column)}{r.number}": c.content for r in built().plan.by_name[sheet].rows for c in r.cells}
    found = cells[address]
    assert isinstance(found, str)
    return found


def put(sheet: str, address: str, value: object) -> Change:
    """A cell given another content."""
    return in_book(lambda book: book[sheet].__setitem__(address, value))


def on(sheet: str, edit: Callable[[Any], object]) -> Change:
    """An edit of openpyxl's worksheet."""
    return in_book(lambda book: edit(book[sheet]))


def _lock(address: str, *, locked: bool) -> Callable[[Any], None]:
    def edit(sheet: Any) -> None:
        sheet[address].protection = Protection(locked=locked)

    return edit


def _set(path: str, value: object) -> Callable[[Any], None]:
    """An attribute of an attribute set."""
    *owners, last = path.split(".")

    def edit(target: Any) -> None:
        for owner in owners:
            target = getattr(target, owner)
        setattr(target, last, value)

    return edit


def _rule(address: str, edit: Callable[[Any], None]) -> Callable[[Any], None]:
    """The validation of a cell edited."""

    def change(sheet: Any) -> None:
        edit(next(each for each in sheet.data_validations.dataValidation if address in each.sqref))

    return change


def _without_rule(address: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        rules = sheet.data_validations.dataValidation
        rules.remove(next(each for each in rules if address in each.sqref))

    return change


def redefined(key: str, reference: str, sheet: str | None = None) -> Change:
    def edit(book: Any) -> None:
        (book[sheet] if sheet else book).defined_names[key] = DefinedName(key, attr_text=reference)

    return in_book(edit)


def _renamed(old: str, new: str) -> Change:
    """A sheet renamed as programs do it: formulas and names follow."""

    def edit(name: str, text: str) -> str:
        text = re.sub(
            rf"(?<![#\"])'{old}'!", f"'{new}'!", text
        )  # a link's target is a text, which programs leave alone
        return text.replace(f'name="{old}"', f'name="{new}"') if name == BOOK else text

    return in_parts(edit)


def _anchor(body: str) -> str:
    space = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    return f"<xdr:wsDr {space}><xdr:twoCellAnchor>{body}</xdr:twoCellAnchor></xdr:wsDr>"


def _attribute(element: str, attribute: str) -> Change:
    """An attribute put on an element of the workbook's part."""
    return replaced(BOOK, rf"<{element}\b", f"<{element} {attribute}")


def in_cells() -> list[Mutation]:
    """Contents and formats of cells."""
    total, own, co2, given = cell(TOTAL), cell(OWN), cell(REGISTER_FORMULA, 2), cell(GIVEN)
    title = text_of(TABLE, "A1")
    code = built().plan.names[[n.name for n in built().plan.names].index("list.gbt4754_2017")].area
    listed = f"{letters(code.left)}{code.top + 3}"
    return [
        Mutation("damage-formula-changed", put(FORM, total, f"={own}*2"), FORM, total, new=f"={own}*2"),
        Mutation("damage-formula-changed", put(SECOND, co2, "=$E7/999*factor.grid"), SECOND, co2, note="in a register"),
        Mutation(
            "damage-formula-changed",
            put(SECOND, co2, "='[1]别处'!$A$1"),
            SECOND,
            co2,
            new="='[1]别处'!$A$1",
            note="that reaches outside",
        ),
        Mutation("damage-formula-overwritten", put(FORM, total, 12), FORM, total, new="12"),
        Mutation("damage-formula-overwritten", put(SECOND, co2, "约30"), SECOND, co2, new="约30", note="with a text"),
        Mutation("damage-formula-removed", put(FORM, total, None), FORM, total, new=""),
        Mutation(
            "damage-formula-removed",
            on(SECOND, lambda s: [s.__setitem__(cell(REGISTER_FORMULA, i), None) for i in range(3, 9)]),
            SECOND,
            f"{cell(REGISTER_FORMULA, 3)}:{cell(REGISTER_FORMULA, 8)}",
            note="in several rows",
        ),
        Mutation("damage-formula-added", put(TABLE, "A1", "=1+1"), TABLE, "A1", title, "=1+1"),
        Mutation("damage-input-formula", put(FORM, own, "=3*4"), FORM, own, "", "=3*4"),
        Mutation("damage-text-changed", put(TABLE, "A1", title + "改"), TABLE, "A1", title, title + "改"),
        Mutation("damage-text-removed", put(TABLE, "A1", None), TABLE, "A1", title, ""),
        Mutation("damage-text-added", put(TABLE, "P40", "备注：去年数"), TABLE, "P40", "", "备注：去年数"),
        Mutation("damage-list-changed", put(lists.SHEET, listed, "自编行业"), lists.SHEET, listed, new="自编行业"),
        Mutation("damage-list-changed", put(lists.SHEET, listed, None), lists.SHEET, listed, new="", note="removed"),
        Mutation("damage-parameter-changed", put(PARAMETERS, given, 2.5), PARAMETERS, given, "2.7725", "2.5"),
        Mutation("damage-counter-changed", put(TABLE, "A9", 99), TABLE, "A9", "5", "99"),
        Mutation("damage-identity-changed", put(identity.SHEET, "B6", "f" * 64), identity.SHEET, "B6", new="f" * 64),
        Mutation(
            "damage-number-format",
            on(TABLE, lambda s: _set("number_format", "0%")(s[cell(COLUMN, 1)])),
            TABLE,
            cell(COLUMN, 1),
            new="0%",
        ),
        Mutation("damage-cell-unlocked", on(FORM, _lock(total, locked=False)), FORM, total),
        Mutation("damage-cell-locked", on(FORM, _lock(own, locked=True)), FORM, own),
    ]


def in_rules() -> list[Mutation]:
    """Validations, prompts, conditional formats."""
    own, column = cell(OWN), built().plan.places[COLUMN].area.a1

    def widen(rule: Any) -> None:
        rule.formula1 = "TRUE"

    def prompt(rule: Any) -> None:
        rule.prompt = "随便填"

    def silent(rule: Any) -> None:
        rule.showErrorMessage = False

    def extra(sheet: Any) -> None:
        rule = DataValidation(type="whole", operator="between", formula1="1", formula2="9")
        rule.add("A40")
        sheet.add_data_validation(rule)

    def colour(sheet: Any) -> None:
        sheet.conditional_formatting.add("B5:B9", FormulaRule(formula=["$B5<>$B$6"]))

    return [
        Mutation("damage-validation-removed", on(FORM, _without_rule(own)), FORM, own, new=""),
        Mutation(
            "damage-validation-removed", on(TABLE, _without_rule(cell(COLUMN))), TABLE, column, note="of a column"
        ),
        Mutation("damage-validation-changed", on(FORM, _rule(own, widen)), FORM, own, new="custom TRUE stop"),
        Mutation("damage-validation-changed", on(FORM, _rule(own, silent)), FORM, own, note="that no longer refuses"),
        Mutation(
            "damage-validation-added", on(TABLE, extra), TABLE, "A40", "", "whole 1 9 between stop showErrorMessage=0"
        ),
        Mutation("damage-prompt-changed", on(FORM, _rule(own, prompt)), FORM, own, new="随便填"),
        Mutation("damage-condition-added", on(TABLE, colour), TABLE, "B5:B9", "", "expression $B5<>$B$6"),
    ]


def in_names() -> list[Mutation]:
    """Defined names."""
    here = f"'{FORM}'!${cell(UNIT)[0]}${cell(UNIT)[1:]}"
    return [
        Mutation("damage-name-missing", in_book(lambda b: b.defined_names.pop(UNIT)), "", UNIT, here, ""),
        Mutation("damage-name-broken", redefined(UNIT, "#REF!"), "", UNIT, here, "#REF!"),
        Mutation("damage-name-moved", redefined(UNIT, f"'{FORM}'!$B$4"), "", UNIT, here, f"'{FORM}'!$B$4"),
        Mutation("damage-name-added", redefined("我的", f"'{FORM}'!$B$4"), "", "我的", "", f"'{FORM}'!$B$4"),
        Mutation("damage-name-shadowed", redefined(UNIT, f"'{FORM}'!$B$4", FORM), FORM, UNIT, "", f"'{FORM}'!$B$4"),
    ]


def in_structure() -> list[Mutation]:
    """Sheets, rows, columns, merged cells."""
    merged = "A1:N1"
    return [
        Mutation("damage-sheet-missing", in_book(lambda b: b.remove(b["表3-2"])), "表3-2"),
        Mutation("damage-sheet-renamed", _renamed(TABLE, "表二"), "表二", "", TABLE, "表二"),
        Mutation(
            "damage-sheet-added", in_book(lambda b: b.create_sheet("草稿").__setitem__("B2", "说明")), "草稿", new="1"
        ),
        Mutation("damage-sheet-added", in_book(lambda b: b.copy_worksheet(b[TABLE])), f"{TABLE} Copy", note="a copy"),
        Mutation("damage-sheet-hidden", on(TABLE, _set("sheet_state", "hidden")), TABLE),
        Mutation("damage-sheet-shown", on(lists.SHEET, _set("sheet_state", "visible")), lists.SHEET),
        Mutation("damage-sheet-moved", in_book(lambda b: b.move_sheet(PARAMETERS, 3)), PARAMETERS, new="6"),
        Mutation("damage-rows-inserted", moved(FORM, part(FORM), rows=inserted(18, 2)), FORM, "18:19", new="2"),
        Mutation(
            "damage-rows-inserted", moved(TABLE, part(TABLE), rows=inserted(3)), TABLE, "3:3", new="1", note="above"
        ),
        Mutation("damage-rows-deleted", moved(FORM, part(FORM), rows=deleted(18)), FORM, "18:18", new="1"),
        Mutation("damage-rows-moved", moved(FORM, part(FORM), rows=carried(21, 18)), FORM, "18:18", "21:21"),
        Mutation("damage-columns-inserted", moved(TABLE, part(TABLE), columns=inserted(4)), TABLE, "D:D", new="1"),
        Mutation(
            "damage-columns-deleted",
            moved(TABLE, part(TABLE), columns=deleted(4)),
            TABLE,
            "D:D",
            companions=("damage-name-broken", "damage-formula-changed"),
        ),
        Mutation("damage-columns-moved", moved(TABLE, part(TABLE), columns=carried(7, 5)), TABLE, "E:E", "G:G"),
        Mutation("damage-rows-hidden", on(FORM, lambda s: _set("hidden", True)(s.row_dimensions[20])), FORM, "20:20"),
        Mutation(
            "damage-columns-hidden", on(TABLE, lambda s: _set("hidden", True)(s.column_dimensions["E"])), TABLE, "E:E"
        ),
        Mutation("damage-cells-unmerged", on(TABLE, lambda s: s.unmerge_cells(merged)), TABLE, merged),
        Mutation(
            "damage-cells-merged",
            on(TABLE, lambda s: s.merge_cells("B7:B8")),
            TABLE,
            "B7:B8",
            companions=("damage-number-format",),
        ),  # openpyxl takes the format off the cell that is merged away
    ]


def in_protection() -> list[Mutation]:
    """Locks taken off, loosened, or closed with a password."""
    allowed = _set("protection.insertRows", False)
    return [
        Mutation("damage-sheet-unprotected", on(TABLE, lambda s: s.protection.disable()), TABLE),
        Mutation("damage-sheet-protection", on(TABLE, allowed), TABLE),
        Mutation("damage-sheet-password", on(TABLE, lambda s: s.protection.set_password("123")), TABLE),
        Mutation("damage-structure-unprotected", in_book(_set("security", None)), note="gone"),
        Mutation("damage-structure-unprotected", in_book(_set("security.lockStructure", False)), note="open"),
        Mutation("damage-structure-password", in_book(_set("security.workbookPassword", "123"))),
    ]


def in_objects() -> list[Mutation]:
    """What can be added to a file."""
    drawing, linked = "xl/drawings/drawing9.xml", "xl/externalLinks/externalLink1.xml"
    hyperlink = _set("hyperlink", "https://example.org/")
    return [
        Mutation("damage-macro", with_part("xl/vbaProject.bin", b"\0" * 64), "", "xl/vbaProject.bin"),
        Mutation(
            "damage-macro", with_part("xl/macrosheets/sheet1.xml", "<x/>"), "", "xl/macrosheets/sheet1.xml", note="old"
        ),
        Mutation("damage-external-link", with_part(linked, "<x/>", CONTENT), "", linked),
        Mutation(
            "damage-external-link", with_part("xl/connections.xml", "<x/>"), "", "xl/connections.xml", note="to data"
        ),
        Mutation(
            "damage-embedded-object",
            with_part("xl/embeddings/oleObject1.bin", b"OLE"),
            "",
            "xl/embeddings/oleObject1.bin",
        ),
        Mutation(
            "damage-embedded-object",
            with_part("xl/activeX/activeX1.xml", "<x/>"),
            "",
            "xl/activeX/activeX1.xml",
            note="a control",
        ),
        Mutation("damage-drawing-added", with_part(drawing, _anchor("<xdr:pic/>")), "", drawing, note="a picture"),
        Mutation(
            "damage-comment-added",
            on(TABLE, lambda s: _set("comment", Comment("请核对", "某人"))(s["C6"])),
            TABLE,
            "C6",
            "",
            "请核对",
        ),
        Mutation(
            "damage-hyperlink-added", on(TABLE, lambda s: hyperlink(s["A1"])), TABLE, "A1", "", "https://example.org/"
        ),
        Mutation(
            "damage-part-added",
            with_part("xl/pivotTables/pivotTable1.xml", "<x/>"),
            "",
            "xl/pivotTables/pivotTable1.xml",
        ),
    ]


def in_the_whole() -> list[Mutation]:
    """What the workbook says of itself."""
    properties = "docProps/custom.xml"
    lock = _set("page_setup.orientation", "portrait")
    return [
        Mutation("damage-date-system", _attribute("workbookPr", 'date1904="1"'), "", "", "1900", "1904"),
        Mutation("damage-calculation-manual", _attribute("calcPr", 'calcMode="manual"')),
        Mutation("damage-calculation-iterative", _attribute("calcPr", 'iterate="1"')),
        Mutation("damage-precision-as-displayed", _attribute("calcPr", 'fullPrecision="0"')),
        Mutation(
            "damage-property-missing",
            replaced(properties, r'<property [^>]*name="qingbiao\.kind".*?</property>', ""),
            "",
            "qingbiao.kind",
            "bureau",
            "",
        ),
        Mutation(
            "damage-property-changed",
            replaced(properties, ">mee-2024<", ">mee-2023<"),
            "",
            "qingbiao.edition",
            "mee-2024",
            "mee-2023",
        ),
        Mutation("damage-print-area", on(TABLE, _set("print_area", "A1:C9")), TABLE, "", new=f"'{TABLE}'!$A$1:$C$9"),
        Mutation("damage-print-titles", on(TABLE, _set("print_title_rows", "1:2")), TABLE, "", new=f"'{TABLE}'!$1:$2"),
        Mutation("damage-page-setup", on(TABLE, lock), TABLE),
        Mutation("damage-filter-changed", on(TABLE, _set("auto_filter.ref", "A4:C20")), TABLE, "A4:C20"),
    ]


def mutations() -> list[Mutation]:
    """All of them."""
    groups = (in_cells, in_rules, in_names, in_structure, in_protection, in_objects, in_the_whole)
    return [mutation for group in groups for mutation in group()]
