"""A received file is compared with the blank of its own edition, rows and unit, even where its names or its identity
are what was damaged; and the comparison keeps to the bounds of the reader.
"""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from generator import identity
from generator.damage import snapshot as bounds
from generator.damage.damage import Damage
from generator.damage.receipt import damages_of, inspect
from generator.damage.snapshot import NotComparable, snapshot
from generator.healing import heal_file
from generator.workbook import build_workbook
from qingbiao.errors import BadWorkbook
from qingbiao.filing import EMPTY
from tests.generator.edits import Change, both, deleted, in_book, in_part, inserted, moved, replaced, with_part
from tests.generator.mutations import SECOND, TABLE, built, part, put
from tests.generator.shipped import BLANKS, Shipped, of, shipped


def told(content: bytes, folder: Path) -> tuple[Damage, ...]:
    path = folder / "收到.xlsx"
    path.write_bytes(content)
    return damages_of(path, BLANKS)


def kinds(change: Change, folder: Path) -> set[str]:
    return {damage.kind for damage in told(change(built().content), folder)}


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_a_file_as_it_was_issued(each: Shipped, tmp_path: Path) -> None:
    """To one unit, with more rows than usual: the blank is built with both."""
    rows = {register.id: register.capacity + 5 for register in each.kind.registers.values() if register.grows}
    for built_ in (each.build(), build_workbook(each.edition, each.kind, EMPTY, rows, "某市生态环境局", "00012")):
        assert told(built_.content, tmp_path) == ()


# --- registers that grew or shrank -----------------------------------------------------------------------------------


def test_rows_inserted_inside_a_register(tmp_path: Path) -> None:
    """Names and totals stretch; what the program did not copy into the new rows is missed there, and nothing else."""
    change = both(*(moved(sheet, part(sheet), rows=inserted(10, 2)) for sheet in (TABLE, SECOND)))
    found = told(change(built().content), tmp_path)
    grown = [each for each in found if each.kind == "damage-register-grown"]
    assert {(each.sheet, each.cell, each.old, each.new) for each in grown} == {
        (TABLE, "pollutants", "30", "32"),
        (SECOND, "resources", "30", "32"),
    }
    missing = {each.cell for each in found if each.kind == "damage-formula-removed"}
    computed, letters = {"F10:F11", "H10:H11", "J10:J11", "L10:M11"}, {"O10:O11", "V10:W11"}
    assert missing == computed | letters, "the letters of the checks stand in hidden columns"
    kinds_found = {each.kind for each in found}
    assert kinds_found == {"damage-register-grown", "damage-formula-removed", "damage-counter-changed"}


def test_rows_inserted_in_one_of_two_registers_with_the_same_rows(tmp_path: Path) -> None:
    """The other is missing as many; its names are not told one by one."""
    found = told(moved(SECOND, part(SECOND), rows=inserted(10, 2))(built().content), tmp_path)
    assert ("damage-rows-deleted", TABLE) in {(each.kind, each.sheet) for each in found}
    assert "damage-name-moved" not in {each.kind for each in found}


def test_rows_deleted_inside_a_register(tmp_path: Path) -> None:
    change = both(*(moved(sheet, part(sheet), rows=deleted(20, 3)) for sheet in (TABLE, SECOND)))
    found = told(change(built().content), tmp_path)
    assert {(each.kind, each.sheet, each.cell, each.old, each.new) for each in found} == {
        ("damage-register-shrunk", TABLE, "pollutants", "30", "27"),
        ("damage-register-shrunk", SECOND, "resources", "30", "27"),
        ("damage-counter-changed", TABLE, "A20:A31", "16", "19"),
        ("damage-counter-changed", SECOND, "A20:A31", "16", "19"),
    }


# --- names and identity damaged --------------------------------------------------------------------------------------


def test_missing_names_and_sheets_are_explained(tmp_path: Path) -> None:
    """Where the reader gives up, the comparison says why."""

    def edit(book: object) -> None:
        book["表2-1"].title = "表二"  # type: ignore[index]
        del book["表3-2"]  # type: ignore[attr-defined]
        del book.defined_names["cover.unit"]  # type: ignore[attr-defined]

    found = kinds(in_book(edit), tmp_path)
    assert {"damage-sheet-renamed", "damage-sheet-missing", "damage-name-missing"} <= found


def test_all_names_gone(tmp_path: Path) -> None:
    found = told(in_book(lambda book: book.defined_names.clear())(built().content), tmp_path)
    assert {each.kind for each in found} == {"damage-name-missing", "damage-more"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (in_book(lambda book: book.remove(book[identity.SHEET])), "damage-sheet-missing"),
        (replaced("xl/workbook.xml", f"'{identity.SHEET}'!", "#REF!"), "damage-name-broken"),
        (put(identity.SHEET, "B4", "2023"), "damage-property-changed"),
        (put(identity.SHEET, "B9", "别的编号"), "damage-property-changed"),
        (put(identity.SHEET, "B7", "pollutants=9"), "damage-identity-changed"),
    ],
    ids=["sheet removed", "name broken", "year", "serial", "rows"],
)
def test_a_damaged_identity(change: Change, kind: str, tmp_path: Path) -> None:
    """It is found in the hidden sheet, by its words, or in the document properties."""
    assert kind in kinds(change, tmp_path)


@pytest.mark.parametrize("cell", ["B8", "B9"])
@pytest.mark.parametrize("text", ["A_x0000_", "_xD800_", "_xFFFE_", "_x0041_"])
def test_an_identity_that_xml_cannot_hold(cell: str, text: str, tmp_path: Path) -> None:
    """The blank workbook is made for this unit and serial too; nothing is in the way of comparing and healing."""
    path = tmp_path / "收到.xlsx"
    path.write_bytes(replaced(part(identity.SHEET), rf'(<c r="{cell}"[^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)',
                              rf'\1 t="inlineStr"><is><t>{text}</t></is></c>')(built().content))  # fmt: skip
    kinds_told = {each.kind for each in damages_of(path, BLANKS)}
    assert kinds_told <= {"damage-property-changed", "damage-identity-changed"}
    healed = tmp_path / "修复.xlsx"
    healed.write_bytes(heal_file(path, BLANKS).built.content)
    assert damages_of(healed, BLANKS) == ()


def another(key: str) -> tuple[Change, Change]:
    """Another digest in the document's properties, and in the hidden sheet."""

    def one(text: str) -> str:
        return text.replace(str(built().plan.identity[key]), "0" * 64)

    return in_part("docProps/custom.xml", one), in_part(part(identity.SHEET), one)


@pytest.mark.parametrize(
    ("key", "kind"), [("spec_digest", "damage-other-spec"), ("plan_digest", "damage-other-program")]
)
def test_a_spec_or_a_program_that_has_changed_since_is_told_once(key: str, kind: str, tmp_path: Path) -> None:
    assert [each.kind for each in told(both(*another(key))(built().content), tmp_path)] == [kind]


def test_a_digest_edited_in_one_place_is_told_as_such(tmp_path: Path) -> None:
    """Nothing that programs do: they write both, or drop the properties."""
    in_properties, in_sheet = another("plan_digest")
    assert kinds(in_properties, tmp_path) == {"damage-property-changed"}
    assert kinds(in_sheet, tmp_path) == {"damage-identity-changed"}


def test_other_files_are_refused_as_the_reader_refuses_them(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    for content, code in ((buffer.getvalue(), "workbook-foreign"), (b"%PDF", "workbook-not"), (b"", "workbook-empty")):
        with pytest.raises(BadWorkbook) as caught:
            told(content, tmp_path)
        assert [fault.code for fault in caught.value.faults] == [code]


def test_what_cannot_be_compared_is_a_damage_and_for_healing_a_refusal(tmp_path: Path) -> None:
    broken = replaced(part(TABLE), "<sheetData>", "<sheetData")(built().content)
    assert [each.kind for each in told(broken, tmp_path)] == ["damage-not-compared"]
    with pytest.raises(BadWorkbook) as caught:
        inspect(tmp_path / "收到.xlsx", BLANKS)
    assert [fault.code for fault in caught.value.faults] == ["damage-not-compared"]


# --- bounds ----------------------------------------------------------------------------------------------------------


def with_rows(xml: str) -> bytes:
    """The smallest workbook with more in its first sheet."""
    content = of("miit-2024", "bureau").build().content
    return replaced("xl/worksheets/sheet1.xml", "</sheetData>", xml + "</sheetData>")(content)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ('<row r="99">' + "<c/>" * (bounds.MOST_CELLS + 1) + "</row>", "cell"),
        ('<row r="99">' + '<c r="A99"/>' * (bounds.MOST_CELLS + 1) + "</row>", "cells"),
        ("<a>" * 100 + "<b/>" * bounds.MOST_ELEMENTS + "</a>" * 100, "elements"),
        ('<row r="99"><c r="A99" t="inlineStr"><is><t>' + "x" * (bounds.MOST_TEXT + 1) + "</t></is></c></row>", "text"),
        ('<row r="1048577"/>', "row"),
        ('<row r="99"><c r="XFE99"><v>1</v></c></row>', "cell"),
    ],
    ids=["nameless cells", "cells", "elements", "text", "rows", "columns"],
)
def test_too_much_of_anything(xml: str, reason: str) -> None:
    with pytest.raises(NotComparable, match=reason):
        snapshot(with_rows(xml))


def test_too_many_areas() -> None:
    content = of("miit-2024", "bureau").build().content
    many = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, bounds.MOST_AREAS + 2))
    with pytest.raises(NotComparable, match="areas"):
        snapshot(
            replaced("xl/worksheets/sheet1.xml", "</sheetData>", f"</sheetData><mergeCells>{many}</mergeCells>")(
                content
            )
        )


def test_rules_for_whole_sheets_take_no_time(tmp_path: Path) -> None:
    """Each of some thousand rules is for all cells there are."""
    rule = '<dataValidation type="whole" sqref="A1:XFD1048576"><formula1>{}</formula1></dataValidation>'
    rules = "".join(rule.format(number) for number in range(2000))
    change = replaced(part(TABLE), "<dataValidations[^>]*>", f"<dataValidations>{rules}")
    found = told(change(built().content), tmp_path)
    assert {"damage-validation-added", "damage-more"} <= {each.kind for each in found}


def test_rules_in_very_many_pieces(tmp_path: Path) -> None:
    """One rule for every other cell of a column, beside the rules of the form."""
    cells = " ".join(f"{'BD'[row % 2]}{row}" for row in range(1, bounds.MOST_AREAS - 5000))
    rule = f'<dataValidation type="whole" sqref="{cells}"><formula1>1</formula1></dataValidation>'
    found = told(replaced(part(TABLE), "<dataValidations[^>]*>", f"<dataValidations>{rule}")(built().content), tmp_path)
    assert {each.kind for each in found} == {"damage-validation-added", "damage-more"}


def test_text_in_very_many_cells(tmp_path: Path) -> None:
    """And rows that look like those of the form, in another order."""
    rows = "".join(f'<row r="{row}"><c r="Z{row}"><v>{row % 7}</v></c></row>' for row in range(1000, 102_000))
    found = told(replaced(part(TABLE), "</sheetData>", rows + "</sheetData>")(built().content), tmp_path)
    assert {each.kind for each in found} == {"damage-text-added", "damage-more", "damage-not-compared"}


def test_an_archive_that_lies_about_a_sheet(tmp_path: Path) -> None:
    """A part twice in the archive, one that unpacks to zeros, one that is a loop of relations."""
    buffer = io.BytesIO(built().content)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(part(TABLE), bytes(2**20))
    assert [each.kind for each in told(buffer.getvalue(), tmp_path)] == ["damage-not-compared"]


def test_relations_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    """Path tricks: a sheet's comments in another folder, in another machine, in the sheet itself."""
    name = f"xl/worksheets/_rels/{part(TABLE).rpartition('/')[2]}.rels"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    targets = ("../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", part(TABLE).rpartition("/")[2])
    links = "".join(f'<Relationship Id="r{i}" Type="x/comments" Target="{to}"/>' for i, to in enumerate(targets))
    change = with_part(name, f'<Relationships xmlns="{space}">{links}</Relationships>')
    assert told(change(built().content), tmp_path) == ()
