"""From a spec folder to a form: what the shipped forms promise, and that a form from anywhere is as good."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qingbiao.assemble import RESERVED
from qingbiao.bind import YEAR
from qingbiao.errors import FaultySpec
from qingbiao.expression.types import references
from qingbiao.form import Edition, Field, Formula, Header, Kind
from qingbiao.load import SHIPPED, load_edition, load_editions
from tests.qingbiao.small_form import FORM, Edit, write_form

EDITIONS = load_editions()
KINDS = {f"{edition.id}-{kind.id}": kind for edition in EDITIONS for kind in edition.kinds}
each_kind = pytest.mark.parametrize("name", KINDS)

FIELD_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def formulas(kind: Kind) -> Iterator[tuple[str, Formula]]:
    return ((each.id, each.formula) for each in kind.fields.values() if each.formula is not None)


# --- every shipped form ------------------------------------------------------------------------------------------


def test_the_shipped_editions_are_those_of_the_folders() -> None:
    assert [edition.id for edition in EDITIONS] == sorted(head.parent.name for head in SHIPPED.glob("*/form.yaml"))
    for edition in EDITIONS:
        assert load_edition(edition.id) == edition
        assert load_edition(edition.form).form == edition.form


@each_kind
def test_field_ids_are_such_that_a_spreadsheet_takes_them_for_names(name: str) -> None:
    kind = KINDS[name]
    for field_id, each in kind.fields.items():
        assert field_id == each.id
        assert FIELD_ID.fullmatch(field_id)
        assert len(field_id) <= 200
        assert field_id.partition(".")[0] not in RESERVED


@each_kind
def test_every_field_stands_in_the_form_once(name: str) -> None:
    kind = KINDS[name]
    placed = [field_id for block in kind.blocks() for row in block.rows for field_id in row]
    totals = [field_id for block in kind.blocks() if block.total for field_id in block.total.fields if field_id]
    assert sorted(placed + totals) == sorted(kind.fields)


@each_kind
def test_every_field_has_a_title_a_type_it_can_keep_and_a_way_up(name: str) -> None:
    for each in KINDS[name].fields.values():
        assert each.label
        assert each.title.endswith(each.label)
        assert each.rollup in {"sum", "concatenate", "list", "recompute", "none"}
        assert not (each.computed and each.rollup != "recompute")
        if each.type == "choice":
            assert each.choices
        if each.type == "code":
            assert each.codes is not None
        if each.computed:
            assert each.decimals is not None


@each_kind
def test_every_note_that_is_referred_to_is_printed(name: str) -> None:
    kind = KINDS[name]
    for table in kind.tables:
        sections = [section for page in table.pages for section in page.sections]
        blocks = [block for section in sections for band in section.bands for block in band]
        texts = [section.title or "" for section in sections]
        texts += [text for block in blocks for head in block.headers for text in printed(head)]
        marks = {int(mark) for text in texts for mark in re.findall(r"\[(\d+)\]", text)}
        notes = {
            note for block in blocks for row in block.rows for field_id in row for note in kind.fields[field_id].notes
        }
        assert marks <= notes <= set(range(1, len(table.notes) + 1))
        assert marks == set(range(1, len(table.notes) + 1)), "a note that nothing refers to"


def printed(header: Header) -> Iterator[str]:
    yield header.text
    for child in header.children:
        yield from printed(child)


@each_kind
def test_a_computed_field_comes_after_all_it_is_computed_from(name: str) -> None:
    kind = KINDS[name]
    assert sorted(kind.order) == sorted(field_id for field_id, _ in formulas(kind))
    done: set[str] = set()
    for field_id in kind.order:
        formula = kind.fields[field_id].formula
        assert formula is not None
        needed = {symbol.id for symbol in references(formula.node)}
        assert needed & set(kind.order) <= done
        assert needed <= {"form.year", *kind.fields, *(parameter.symbol for parameter in kind.parameters)}
        done.add(field_id)


@each_kind
def test_registers_have_a_key_among_their_own_columns(name: str) -> None:
    kind = KINDS[name]
    for register in kind.registers.values():
        assert register.key in {column.id for column in kind.columns(register.id)}
        assert register.same_rows_as is None or register.same_rows_as in kind.registers


@each_kind
def test_a_kind_says_who_files_it(name: str) -> None:
    kind = KINDS[name]
    assert kind.unit in kind.fields
    assert kind.guide


# --- how one kind is computed from another -----------------------------------------------------------------------

COLLECTING = [
    (edition, kind, source)
    for edition in EDITIONS
    for kind in edition.kinds
    if kind.collects_from and (source := edition.kind(kind.collects_from))
]
each_pair = pytest.mark.parametrize(
    ("edition", "kind", "source"), COLLECTING, ids=[f"{edition.id}-{kind.id}" for edition, kind, _ in COLLECTING]
)


def collected_from(each: Field) -> set[str]:
    parts = [each.collect.of, each.collect.where] if each.collect else []
    return {symbol.id for part in parts if part for symbol in references(part.node)} - {YEAR}


def test_some_form_collects() -> None:
    assert COLLECTING


@each_pair
def test_what_feeds_and_what_collects_say_the_same(edition: Edition, kind: Kind, source: Kind) -> None:
    """Each field that feeds names exactly the fields that look at it."""
    feeds = {(each.id, target) for each in source.fields.values() for target in each.feeds}
    assert feeds == {(name, each.id) for each in kind.fields.values() for name in collected_from(each)}


@each_pair
def test_registers_of_companies_collect_every_column_a_person_fills(edition: Edition, kind: Kind, source: Kind) -> None:
    registers = [register for register in kind.registers.values() if register.grows]
    assert registers
    for register in registers:
        assert register.collect is not None
        for column in kind.columns(register.id):
            assert column.computed or (column.collect is not None and column.collect.way == "each"), column.id
            if column.collect:
                (name,) = collected_from(column)
                assert source.fields[name].type == column.type
                assert source.fields[name].unit == column.unit


@each_pair
def test_computed_fields_are_computed_again_and_not_collected(edition: Edition, kind: Kind, source: Kind) -> None:
    for each in kind.fields.values():
        assert not (each.computed and each.collect), each.id


# --- the year ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_another_year_is_printed_wherever_the_year_is(edition: Edition) -> None:
    later = load_edition(edition.id, year=2031)
    assert later.year == 2031
    assert later.digest == edition.digest
    assert repr(later).count("2031") > repr(edition).count("2031")
    for kind, same in zip(edition.kinds, later.kinds, strict=True):
        assert list(kind.fields) == list(same.fields)
        assert "2031年" in same.file
        texts = [text for table in same.tables for text in (table.title, *table.notes, *table.instructions)]
        assert not [text for text in [*texts, *same.guide] if f"{edition.year}年" in text]


# --- the digest --------------------------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "spec"))


def digest(spec: Path) -> str:
    return load_edition("mee", spec).digest


def test_the_digest_does_not_see_line_ends_or_the_folder(copied: Path) -> None:
    for path in copied.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert digest(copied) == digest(SHIPPED)


@pytest.mark.parametrize(
    "file",
    [
        "mee-2024/form.yaml",
        "mee-2024/table3.yaml",
        "codes/gbt4754-2017.yaml",
        "codes/divisions.csv",
        "factors/grid.yaml",
        "factors/fuels.yaml",
        "codes/crosswalk-2002-2011.csv",
    ],
)
def test_the_digest_sees_every_file_the_edition_is_made_from(file: str, copied: Path) -> None:
    before = (copied / file).read_bytes()
    other = b"\n" if file.endswith(".csv") else b"# \n"
    (copied / file).write_bytes(before + other)
    assert digest(copied) != digest(SHIPPED)


@pytest.mark.parametrize("file", ["miit-2024/form.yaml", "miit-2024/report.yaml"])
def test_the_digest_does_not_see_files_of_others(file: str, copied: Path) -> None:
    (copied / file).write_bytes((copied / file).read_bytes() + b"\n")
    assert digest(copied) == digest(SHIPPED)


def test_the_digest_sees_a_table_under_another_name(tmp_path: Path) -> None:
    spec = write_form(tmp_path, ("main.yaml", "gbt4754-2017", "trades"))
    (spec / "codes").mkdir()
    head = "list: trades\ntitle: 行业\nsource: 示例\nfile: 甲.csv\nentry: '{name}'\n"
    (spec / "codes" / "trades.yaml").write_text(
        f"{head}levels: [{{id: a, title: 类, code: '[0-9]'}}]\n", encoding="utf-8"
    )
    (spec / "codes" / "甲.csv").write_text("code,parent,name\n1,,农业\n", encoding="utf-8")
    before = load_edition("demo", spec)
    codes = before.kinds[0].fields["who.trade"].codes
    assert codes is not None
    assert codes.code_list.offered() == ("农业",)
    (spec / "codes" / "甲.csv").write_text("code,parent,name\n1,,渔业\n", encoding="utf-8")
    assert load_edition("demo", spec).digest != before.digest


# --- forms from elsewhere ----------------------------------------------------------------------------------------


def test_a_form_from_anywhere_uses_what_is_shipped(tmp_path: Path) -> None:
    edition = load_edition("demo", write_form(tmp_path))
    unit, desk = edition.kinds
    assert unit.fields["who.trade"].codes is not None
    assert [parameter.table is not None for parameter in unit.parameters] == [True, False]
    assert desk.parameters == ()
    assert unit.order == ("energy.total", "sites.total.staff")
    assert desk.registers["desk_units"].collect is not None


def test_a_folder_with_one_form_is_a_spec_folder(tmp_path: Path) -> None:
    assert load_editions(write_form(tmp_path) / "demo") == load_editions(tmp_path)


def test_a_broken_form_does_not_stand_in_the_way_of_another(tmp_path: Path) -> None:
    write_form(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "form.yaml").write_text("form: [", encoding="utf-8")
    assert load_edition("demo", tmp_path).id == "demo-2024"


def test_forms_may_have_the_folder_names_of_the_shipped_ones(copied: Path) -> None:
    """What stands in the given folder comes before what is shipped."""
    grid = copied / "factors" / "grid.yaml"
    grid.write_text(grid.read_text(encoding="utf-8").replace("0.7769", "0.7770"), encoding="utf-8")
    kind = load_edition("mee", copied).kinds[0]
    table = kind.parameters[0].table
    assert table is not None
    found = table.find("regional_average", 2012, "东北")
    assert found is not None
    assert found.value == 0.7770


def test_every_unit_and_note_of_a_group_holds_for_what_is_below_it(tmp_path: Path) -> None:
    grouped = "- {label: '能耗[1]', unit: 吨, id: use, columns: [{id: gas, label: 用气, type: quantity}]}"
    spec = write_form(
        tmp_path,
        ("main.yaml", "- {id: gas, label: 用气, type: quantity}", grouped),
        ("main.yaml", "power + gas", "power + use.gas"),
    )
    made = load_edition("demo", spec).kinds[0].fields["energy.use.gas"]
    assert (made.unit, made.notes, made.label, made.title) == ("吨", (1,), "用气", "能源，能耗，用气")


# --- several editions in one folder ------------------------------------------------------------------------------


def write_edition(folder: Path, *edits: Edit) -> None:
    (write_form(folder.with_name("made"), *edits) / "demo").rename(folder)


def test_a_copied_edition_needs_an_id_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_edition(tmp_path / name)
    with pytest.raises(FaultySpec) as told:
        load_editions(tmp_path)
    [fault] = told.value.faults
    assert fault.code == "spec-edition-twice"
    assert fault.place.file == str(tmp_path / "two" / "form.yaml")
    assert str(fault.slots["other"]) == str(tmp_path / "one" / "form.yaml")


def test_a_form_by_name_is_the_edition_of_the_year_whatever_its_folder_is_called(tmp_path: Path) -> None:
    for folder, year in (("b", 2023), ("a", 2025), ("c", 2024)):
        old = re.findall(r"(?m)^edition: .*$|^year: .*$", FORM)
        write_edition(tmp_path / folder, *(("form.yaml", line, new) for line, new in zip(
            old, (f"edition: small-{year}", f"year: {year}"), strict=True)))  # fmt: skip
    form = load_editions(tmp_path)[0].form
    chosen = {year: load_edition(form, tmp_path, year) for year in (None, 2022, 2023, 2024, 2030)}
    assert {year: edition.id for year, edition in chosen.items()} == {
        None: "small-2025", 2022: "small-2023", 2023: "small-2023", 2024: "small-2024", 2030: "small-2025"
    }  # fmt: skip
    assert [edition.year for edition in chosen.values()] == [2025, 2022, 2023, 2024, 2030]


def test_what_lies_beside_an_edition_and_its_lists_does_not_change_it(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "spec")
    before = load_edition("mee", tmp_path / "spec")
    (tmp_path / "spec" / "mee-2024" / "table1 - 副本.yaml").write_text("table: [", encoding="utf-8")
    for name in ("mee-2024/.#table1.yaml", "mee-2024/._form.yaml", "codes/.#divisions.csv", "factors/~grid.yaml.swp"):
        (tmp_path / "spec" / name).symlink_to("nobody@nowhere.1234")
    assert load_edition("mee", tmp_path / "spec").digest == before.digest
