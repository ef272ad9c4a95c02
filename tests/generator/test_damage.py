"""Every kind of change that a received workbook may have besides its inputs is found, as what it is and where it is.
The bureau's desk trusts this list instead of the sheet's lock.
"""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.formatting.rule import FormulaRule

from generator.checks.names import REPORT
from generator.damage.alignment import align
from generator.damage.blanks import Blank
from generator.damage.compare import MOST_OF_A_KIND, damages
from generator.damage.damage import KINDS, Damage, Gravity
from generator.damage.snapshot import snapshot
from tests.generator.edits import Change, both, deleted, in_book, in_part, inserted, moved, replaced, swapped
from tests.generator.mutations import FORM, SECOND, TABLE, Mutation, built, bureau, mutations, on, part, put
from tests.generator.shipped import Shipped, shipped

ELSEWHERE = {
    "damage-condition-removed", "damage-rows-shown", "damage-columns-shown",  # below, with another blank
    "damage-more", "damage-not-compared",  # below
    # in test_damage_receipt.py
    "damage-register-grown", "damage-register-shrunk", "damage-other-spec", "damage-other-program",
}  # fmt: skip


def found(change: Change, kind: str = "") -> list[Damage]:
    """The damages of the blank workbook after a change; of one kind only, if it is said."""
    return [each for each in damages(change(built().content), bureau().blank()) if each.kind == kind or not kind]


@pytest.mark.parametrize("mutation", mutations(), ids=repr)
def test_a_change_is_told_once_for_what_it_is(mutation: Mutation) -> None:
    told = found(mutation.change)
    main = [damage for damage in told if damage.kind == mutation.kind]
    others = {damage.kind for damage in told} - {mutation.kind}
    assert len(main) == 1, told
    assert others == set(mutation.companions), told
    [damage] = main
    assert damage.sheet == mutation.sheet
    assert mutation.cell in {"", damage.cell}
    assert mutation.old in {None, damage.old}
    assert mutation.new in {None, damage.new}
    for language in ("zh", "en"):
        assert damage.cell in damage.text(language)  # type: ignore[arg-type]


def test_every_kind_is_provoked_and_there_are_many() -> None:
    assert {mutation.kind for mutation in mutations()} | ELSEWHERE == set(KINDS)
    assert len(KINDS) >= 40


@pytest.mark.parametrize(
    ("kind", "edit", "cell"),
    [
        (
            "damage-condition-removed",
            lambda s: s.conditional_formatting.add("B5:B9", FormulaRule(formula=["$B5<>$B$6"])),
            "B5:B9",
        ),
        ("damage-rows-shown", lambda s: setattr(s.row_dimensions[9], "hidden", True), "9:9"),
        ("damage-columns-shown", lambda s: setattr(s.column_dimensions["E"], "hidden", True), "E:E"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_blank_workbook_hides_or_colours_is_missed(kind: str, edit: Any, cell: str) -> None:
    """With a blank workbook that has such things: conditional formats, helper columns."""
    told = damages(built().content, Blank(built().plan, snapshot(on(TABLE, edit)(built().content))))
    assert [(each.kind, each.sheet, each.cell) for each in told] == [(kind, TABLE, cell)]


# --- several at once -------------------------------------------------------------------------------------------------


def test_the_gravest_come_first() -> None:
    told = found(both(put(TABLE, "A1", "改"), put(SECOND, "F7", 3), on(FORM, lambda s: s.protection.disable())))
    assert [each.gravity for each in told] == sorted(each.gravity for each in told)
    assert told[0].kind == "damage-formula-overwritten"
    assert told[0].gravity is Gravity.SERIOUS


def test_a_thousand_changes_are_counted_not_listed() -> None:
    def scribble(sheet: Any) -> None:
        for row in range(50, 350):
            sheet.cell(row, 20 + row % 2).value = f"草稿{row}"

    told = found(on(TABLE, scribble))
    assert [each.kind for each in told[:-1]] == ["damage-text-added"] * MOST_OF_A_KIND
    assert told[-1] == Damage("damage-more", TABLE, "", "damage-text-added", str(300 - MOST_OF_A_KIND))


def test_rows_inserted_do_not_hide_other_changes() -> None:
    """What is changed beside them is told with the place it has in the file."""
    change = both(put(FORM, "C24", 7), put(FORM, "A60", "改写"), moved(FORM, part(FORM), rows=inserted(18, 2)))
    told = {(each.kind, each.cell) for each in found(change)}
    assert ("damage-rows-inserted", "18:19") in told
    assert ("damage-formula-overwritten", "C26") in told
    assert len(told) == 3


def test_rows_inserted_in_one_sheet_and_deleted_in_another() -> None:
    change = both(
        moved(TABLE, part(TABLE), rows=inserted(3)), moved(FORM, part(FORM), rows=deleted(18)),
    )  # fmt: skip
    told = {(each.kind, each.sheet, each.cell) for each in found(change)}
    assert told == {("damage-rows-inserted", TABLE, "3:3"), ("damage-rows-deleted", FORM, "18:18")}


def test_swapped_rows_and_columns() -> None:
    rows = found(moved(FORM, part(FORM), rows=swapped(18, 21)))
    assert {(each.kind, each.cell, each.old) for each in rows} == {
        ("damage-rows-moved", "18:18", "21:21"),
        ("damage-rows-moved", "21:21", "18:18"),
    }
    columns = found(moved(TABLE, part(TABLE), columns=swapped(5, 7)))
    assert {(each.kind, each.cell) for each in columns} == {
        ("damage-columns-moved", "E:E"),
        ("damage-columns-moved", "G:G"),
    }


def test_a_row_whose_texts_were_all_changed_is_still_that_row() -> None:
    told = found(both(put(FORM, "C18", "甲"), put(FORM, "C19", "乙")))
    assert {(each.kind, each.cell) for each in told} >= {("damage-text-changed", "C18"), ("damage-text-changed", "C19")}
    assert {each.kind for each in told} == {"damage-text-changed"}


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_every_row_of_every_form_may_go_or_come(each: Shipped) -> None:
    """Of each page some rows deleted, and some inserted: never told as anything but rows of that page.

    The lines of 校验 may stand in any order, so that nothing is told of them.
    """
    blank = each.build()
    old = snapshot(blank.content)
    pages = [s for s in blank.plan.sheets if s.printing is not None and s.last_row > 20 and s.name != REPORT]
    assert pages
    for sheet in pages:
        name = f"xl/worksheets/sheet{list(blank.plan.sheets).index(sheet) + 1}.xml"
        for at in range(3, sheet.last_row, 23):
            new = snapshot(moved(sheet.name, name, rows=inserted(at, 3))(blank.content))
            pair = align(blank.plan, old, new).pair(sheet.name)
            assert pair is not None
            assert sum(last - first + 1 for first, last in pair.inserted_rows) == 3, (sheet.name, at)
            assert pair.deleted_rows == ()


# --- written otherwise, and broken -----------------------------------------------------------------------------------


def test_the_same_formula_in_other_words_is_no_change() -> None:
    """Capitals, spaces, brackets, prefixes and quotes that no person has put there."""

    def otherwise(text: str) -> str:
        text = text.replace("<f>IF(", "<f> _xlfn.if( ").replace("ISNUMBER(", "isnumber(").replace(",3)", " , 3.0)")
        return text.replace("<f>", '<f aca="false">')

    assert found(in_part(part(FORM), otherwise)) == []
    assert found(replaced("xl/workbook.xml", f"'{FORM}'!", f"{FORM}!")) == []


@pytest.mark.parametrize(
    "change",
    [
        replaced(part(FORM), "<sheetData>", "<sheetData"),
        replaced(part(FORM), r'<c r="B3"', '<c r="B9999999"'),
        replaced(part(FORM), r'<row r="3"', '<row r="x"'),
        replaced(part(FORM), r'<c r="B3" s="\d+"', '<c r="B3" s="many"'),
        replaced("xl/styles.xml", "<cellXfs", "<cellXfs>&nothing;<cellXfs"),
        in_part("xl/styles.xml", lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text.split("\n", 1)[1]),
        in_part(part(FORM), lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text.split("\n", 1)[1]),
        in_part("docProps/custom.xml", lambda text: text[:200]),
    ],
)
def test_what_cannot_be_compared_is_said_with_the_reason(change: Change) -> None:
    [damage] = found(change)
    assert damage.kind == "damage-not-compared"
    assert damage.new


def test_everything_at_once() -> None:
    """All mutations that go together, in one file: each is still found."""
    together = [m for m in mutations() if not m.companions and "inserted" not in m.kind and "moved" not in m.kind]
    kept = [m for m in together if m.sheet != "" and "sheet" not in m.kind and "deleted" not in m.kind]
    told = {each.kind for each in found(both(*(m.change for m in kept[:30])))}
    assert len(told & {m.kind for m in kept}) > 15


def test_a_workbook_of_another_kind_has_everything_wrong_and_breaks_nothing() -> None:
    for each in shipped():
        if each.kind.id != "bureau" or each.edition.id != "mee-2024":
            assert damages(each.build().content, bureau().blank())


def test_an_empty_workbook() -> None:
    def emptied(book: Any) -> None:
        for sheet in book.worksheets[1:]:
            book.remove(sheet)
        book.worksheets[0].delete_rows(1, 99)

    told = found(in_book(emptied), "damage-sheet-missing")
    assert len(told) == len(built().plan.sheets) - 1
