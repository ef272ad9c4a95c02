"""Healing moves every input of a damaged workbook into the canonical one, and says of each other value that it was not
moved. It guards the promise that nobody's figures are lost silently, and that none is put where it does not belong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.checks import names
from generator.damage.receipt import damages_of
from generator.healing import Healed, heal_file
from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.errors import BadWorkbook
from qingbiao.filing import Filing
from qingbiao.values import NA
from tests.engines.office import Office
from tests.generator.edits import Change, both, deleted, in_book, inserted, moved
from tests.generator.mutations import (
    FORM,
    OWN,
    TABLE,
    UNIT,
    Mutation,
    built,
    bureau,
    cell,
    mutations,
    part,
    put,
    redefined,
)
from tests.generator.shipped import BLANKS, IS_DEEP, LIBRARY, Shipped, normal, of, shipped
from tests.qingbiao.slips import example

FILING = Filing(
    {"cover.unit": "某市生态环境局", OWN: 12.0, "mandatory.audits.agency": 3.0, "awards.description": "无"},
    {"pollutants.name": ["甲公司", "乙公司", "丙公司"], "pollutants.cod": [1.5, NA, 3.0]},
    {"mandatory.audits.total": 15.0},
)


def healed(change: Change, folder: Path, filing: Filing = FILING) -> Healed:
    """A filled workbook damaged, and healed."""
    path = folder / "收到.xlsx"
    path.write_bytes(change(bureau().build(filing).content))
    return heal_file(path, BLANKS)


def check(result: Healed, folder: Path) -> None:
    """The healed workbook is canonical, and holds what was read."""
    path = folder / "修复.xlsx"
    path.write_bytes(result.built.content)
    assert damages_of(path, BLANKS) == ()
    again = read_workbook(path, LIBRARY)
    assert normal(again.filing, result.kind) == normal(result.filing, result.kind)


@pytest.mark.parametrize("mutation", mutations()[:: 1 if IS_DEEP else 4], ids=repr)
def test_every_mutation_heals_with_every_input(mutation: Mutation, tmp_path: Path) -> None:
    """All inputs come through every kind of damage but those that take cells away; the file is canonical again."""
    result = healed(mutation.change, tmp_path)
    check(result, tmp_path)
    assert mutation.kind in {damage.kind for damage in result.damages}
    wanted, found = normal(FILING, result.kind), normal(result.filing, result.kind)
    for key, value in wanted.cells.items():
        assert found.cells.get(key) == value or mutation.kind == "damage-input-formula", key
    assert found.columns["pollutants.name"] == wanted.columns["pollutants.name"]
    assert found.reported == wanted.reported
    for fault in result.faults():
        assert fault.text("zh")
        assert fault.text("en")


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_an_undamaged_workbook_heals_to_itself(each: Shipped, tmp_path: Path) -> None:
    """Byte for byte: with its rows, its unit and its serial."""
    for name, filing in each.filings(2):
        given = build_workbook(each.edition, each.kind, filing, None, "某市生态环境局", "00012")
        path = tmp_path / "收到.xlsx"
        path.write_bytes(given.content)
        result = heal_file(path, BLANKS)
        assert result.built.content == given.content, name
        assert list(result.faults()) == []


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_what_libreoffice_saved_heals_to_the_canonical_bytes(each: Shipped, tmp_path: Path, office: Office) -> None:
    for name, filing in each.examples():
        given = each.write(tmp_path, filing)
        office.resave(given, tmp_path / "收到.xlsx")
        result = heal_file(tmp_path / "收到.xlsx", BLANKS)
        assert result.built.content == given.read_bytes(), name
        assert list(result.faults()) == []


# --- names that cannot be relied on ----------------------------------------------------------------------------------


def test_inputs_without_names_are_found_where_they_stand(tmp_path: Path) -> None:
    keys = (UNIT, OWN, "pollutants.name", "pollutants.cod")
    result = healed(in_book(lambda book: [book.defined_names.pop(key) for key in keys]), tmp_path)
    check(result, tmp_path)
    assert normal(result.filing, result.kind) == normal(FILING, result.kind)
    assert set(result.by_position) == set(keys)
    assert result.lost == ()
    assert result.homeless == ()


def test_all_names_gone(tmp_path: Path) -> None:
    result = healed(in_book(lambda book: book.defined_names.clear()), tmp_path)
    check(result, tmp_path)
    assert normal(result.filing, result.kind) == normal(FILING, result.kind)


def rows_gone(row: int) -> Change:
    return in_book(lambda book: book["企业填报表"].delete_rows(row))


def rows_come(row: int) -> Change:
    return in_book(lambda book: book["企业填报表"].insert_rows(row))


@pytest.mark.parametrize("row", range(3, 30, 1 if IS_DEEP else 3))
@pytest.mark.parametrize("change", [rows_gone, rows_come], ids=lambda each: each.__name__)
def test_names_left_behind_when_rows_move_put_nothing_in_the_wrong_place(
    change: Callable[[int], Change], row: int, tmp_path: Path
) -> None:
    """Programs that do not know of names move rows without them: each value is its own field's, or told to be lost."""
    each, given = of("mee-2024", "enterprise"), example("enterprise-2024")
    path = tmp_path / "收到.xlsx"
    path.write_bytes(change(row)(each.build(given).content))
    result = heal_file(path, BLANKS)
    wanted, found = normal(given, result.kind).cells, normal(result.filing, result.kind).cells
    wrong = {key: (wanted.get(key), value) for key, value in found.items() if value != wanted.get(key)}
    assert wrong == {}
    assert set(wanted) - set(found) <= {*result.lost, *result.by_position}
    assert len(set(wanted) - set(found)) <= 6, "no more than the rows that were touched"


def test_names_of_moved_rows_are_not_needed(tmp_path: Path) -> None:
    """Rows were inserted above, and the name was broken on top of it."""
    result = healed(both(moved(FORM, part(FORM), rows=inserted(18, 2)), redefined(OWN, "#REF!")), tmp_path)
    check(result, tmp_path)
    assert result.filing.cells[OWN] == 12.0
    assert OWN in result.by_position


def test_a_name_that_leads_to_another_input_is_not_believed(tmp_path: Path) -> None:
    """The person who typed saw the labels, not the names."""
    other = cell("mandatory.audits.agency")
    result = healed(
        redefined(OWN, f"'{FORM}'!${other.rstrip('0123456789')}${other.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"), tmp_path
    )
    assert (result.filing.cells[OWN], result.filing.cells["mandatory.audits.agency"]) == (12.0, 3.0)
    assert result.by_position == (OWN,)


def test_nothing_is_recovered_where_the_texts_around_were_changed(tmp_path: Path) -> None:
    """Without a name, a changed label may mean that another figure was typed there: it is listed, not moved."""
    change = both(redefined("awards.description", "#REF!"), put(FORM, "A59", "别的内容"))
    result = healed(change, tmp_path)
    check(result, tmp_path)
    assert "awards.description" not in result.filing.cells
    assert result.lost == ("awards.description",)
    assert (FORM, cell("awards.description"), "无") in {(h.sheet, h.cell, h.value) for h in result.homeless}


# --- nothing is lost silently ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sheet", "at", "value"),
    [
        (put(FORM, cell("mandatory.audits.total"), 99), FORM, cell("mandatory.audits.total"), "99"),
        (put(TABLE, "P40", "去年的数"), TABLE, "P40", "去年的数"),
        (put(TABLE, "A1", "改了的标题"), TABLE, "A1", "改了的标题"),
        (in_book(lambda b: b.create_sheet("草稿").__setitem__("B2", 7)), "草稿", "B2", "7"),
        (both(moved(FORM, part(FORM), rows=inserted(18, 2)), put(FORM, "D18", 5)), FORM, "D18", "5"),
    ],
    ids=["over a formula", "beside", "over a text", "another sheet", "inserted row"],
)
def test_every_value_without_a_home_is_listed(change: Change, sheet: str, at: str, value: str, tmp_path: Path) -> None:
    result = healed(change, tmp_path)
    assert [(each.sheet, each.cell, each.value) for each in result.homeless] == [(sheet, at, value)]
    [fault] = [fault for fault in result.faults() if fault.code == "healed-value-dropped"]
    assert value in fault.text("zh")
    assert at in fault.text("en")


def test_what_an_earlier_version_of_the_checks_computed_is_nobodys_figure(tmp_path: Path) -> None:
    def edit(book: object) -> None:
        tally = book[names.TALLY]  # type: ignore[index]
        for row in tally.iter_rows(min_row=2, max_row=40):
            row[0].value = f"old-{row[0].row}"
            row[2].value = "=1+1"
        tally.cell(tally.max_row + 3, 1, "an-old-check")

    result = healed(in_book(edit), tmp_path)
    assert result.homeless == ()
    check(result, tmp_path)


def test_rows_deleted_from_a_register_leave_the_others(tmp_path: Path) -> None:
    result = healed(moved(TABLE, part(TABLE), rows=deleted(6)), tmp_path)
    check(result, tmp_path)
    assert result.filing.columns["pollutants.name"] == ["甲公司", "丙公司"]


def test_an_inserted_row_of_a_register_is_one_more(tmp_path: Path) -> None:
    change = both(moved(TABLE, part(TABLE), rows=inserted(6)), put(TABLE, "B6", "丁公司"))
    result = healed(change, tmp_path)
    check(result, tmp_path)
    assert result.filing.columns["pollutants.name"] == ["甲公司", "丁公司", "乙公司", "丙公司"]
    assert result.homeless == ()


def test_what_cannot_be_opened_cannot_be_healed(tmp_path: Path) -> None:
    path = tmp_path / "收到.xlsx"
    path.write_bytes(built().content[:5000])
    with pytest.raises(BadWorkbook):
        heal_file(path, BLANKS)
