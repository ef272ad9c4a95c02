"""Whatever arrives as a "workbook" is either read or refused with a reason in the user's words: no other exception, no
memory eaten, no value half read. It guards the bureau's desk, where files come from anybody.
"""

from __future__ import annotations

import io
import re
import resource
import struct
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from generator.reader import Received, read_workbook
from qingbiao.errors import BadWorkbook
from qingbiao.filing import Filing
from tests.generator.bounded import reading, within_bounds
from tests.generator.shipped import IS_DEEP, LIBRARY, Shipped, of, shipped

FLIPPED = 2000 if IS_DEEP else 200
MEMORY = 1536 * 2**20
SECONDS = 30


@cache
def small() -> Shipped:
    """The smallest shipped workbook: most cases need no particular one."""
    return of("miit-2024", "bureau")


@cache
def good() -> bytes:
    return small().build(Filing({"cover.unit": "河北省工业和信息化厅"}, {"documents.name": ["一", "二"]})).content


def read(content: bytes, folder: Path, name: str = "收到.xlsx") -> Received:
    path = folder / name
    path.write_bytes(content)
    return read_workbook(path, LIBRARY)


def refused(content: bytes, folder: Path) -> list[str]:
    """The codes with which a file is refused; the fault says which file."""
    with pytest.raises(BadWorkbook) as caught:
        read(content, folder)
    assert all("收到.xlsx" in fault.place.file for fault in caught.value.faults)
    assert all(fault.text("zh") and fault.text("en") for fault in caught.value.faults)
    return [fault.code for fault in caught.value.faults]


def changed_parts(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with each part as ``change`` gives it, ``None`` for left out."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def replaced(content: bytes, victim: str, new: bytes | None) -> bytes:
    return changed_parts(content, lambda name, part: new if name == victim else part)


def in_workbook_xml(content: bytes, change: Callable[[str], str]) -> bytes:
    def one(name: str, part: bytes) -> bytes:
        return change(part.decode()).encode() if name == "xl/workbook.xml" else part

    changed = changed_parts(content, one)
    assert changed_parts(content, lambda _, part: part) != changed, "the change changed nothing"
    return changed


def ole_file(*names: str) -> bytes:
    """What an encrypted workbook or an old .xls begins with: an OLE file and the names of its streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    entries = (
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2).ljust(64, b"\0")
        for name in names
    )
    return header + b"".join(entries) + bytes(1024)


# --- not a workbook at all -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "workbook-empty", id="empty"),
        pytest.param("企业名称,所属行业\n".encode("gbk"), "workbook-not", id="a CSV"),
        pytest.param(b"%PDF-1.7\n" + bytes(100), "workbook-not", id="a PDF"),
        pytest.param(b"\xff" * 5000, "workbook-not", id="noise"),
        pytest.param(b"P", "workbook-not", id="one byte"),
        pytest.param(b"PK", "workbook-damaged", id="the first bytes of an archive"),
        pytest.param(ole_file("Workbook"), "workbook-xls", id="old .xls"),
        pytest.param(
            ole_file("EncryptionInfo", "EncryptedPackage"), "workbook-encrypted", id="with a password to open"
        ),
    ],
)
def test_other_files(content: bytes, code: str, tmp_path: Path) -> None:
    assert refused(content, tmp_path) == [code]


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "没有.xlsx"):
        with pytest.raises(BadWorkbook) as caught:
            read_workbook(path, LIBRARY)
        assert [fault.code for fault in caught.value.faults] == ["file-unreadable"]


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refused(buffer.getvalue(), tmp_path) == ["workbook-not"]


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999])
def test_truncated(share: float, tmp_path: Path) -> None:
    assert refused(good()[: int(len(good()) * share)], tmp_path) == ["workbook-damaged"]


@pytest.mark.parametrize("missing", [1, 2, 20, 21, 22, 23, 100])
def test_a_few_bytes_missing_at_the_end(missing: int, tmp_path: Path) -> None:
    assert refused(good()[:-missing], tmp_path) == ["workbook-damaged"]


# --- workbooks, but not these ----------------------------------------------------------------------------------------


def test_a_foreign_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "企业名称"  # type: ignore[index]
    buffer = io.BytesIO()
    book.save(buffer)
    assert refused(buffer.getvalue(), tmp_path) == ["workbook-foreign"]


def test_one_whose_identity_was_deleted(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(good()))
    del book["_qingbiao"]
    buffer = io.BytesIO()
    book.save(buffer)
    assert refused(buffer.getvalue(), tmp_path) == ["workbook-foreign"]


def with_fact(key: str, value: object) -> bytes:
    book = load_workbook(io.BytesIO(good()))
    row = next(row for row in book["_qingbiao"].iter_rows() if row[0].value == key)
    row[1].value = value  # type: ignore[assignment]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("edition", "miit-1999"), ("edition", ""), ("edition", None), ("edition", "../mee-2024"),
        ("kind", "factory"), ("kind", None), ("year", "二〇二四"), ("year", ""), ("year", None), ("year", "20.5"),
        ("year", "1" * 5000),
    ],
)  # fmt: skip
def test_of_another_edition(key: str, value: object, tmp_path: Path) -> None:
    wanted = "workbook-kind" if key == "kind" else "workbook-edition"
    assert refused(with_fact(key, value), tmp_path) == [wanted]


@pytest.mark.parametrize(
    ("key", "value"),
    [("year", 2024), ("year", "2024"), ("unit", 12), ("rows", "nonsense"), ("serial", "00123"), ("rows", None)],
)
def test_facts_that_a_program_rewrote_are_understood(key: str, value: object, tmp_path: Path) -> None:
    """And the capacities are taken from the names, not from what the identity says."""
    assert read(with_fact(key, value), tmp_path).filing.cells["cover.unit"] == "河北省工业和信息化厅"


@pytest.mark.parametrize("year", ["1899", "99999", "-1", "0", "10000"])
def test_a_year_that_is_none(year: str, tmp_path: Path) -> None:
    """Whatever is made of it, nothing but a fault comes out."""
    assert read_or_refused(with_fact("year", year), tmp_path) in {"read", "workbook-edition"}


def test_a_spec_that_has_changed_since_is_only_noticed(tmp_path: Path) -> None:
    received = read(with_fact("spec_digest", "0" * 64), tmp_path)
    assert [notice.code for notice in received.notices] == ["workbook-spec-changed"]
    assert received.filing.columns["documents.name"] == ["一", "二"]


# --- changed by hand -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_all_missing_names_are_listed(each: Shipped, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(each.build().content))
    wanted = [key for key in each.kind.fields if key in book.defined_names][::7]
    for key in wanted:
        del book.defined_names[key]
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(BadWorkbook) as caught:
        read(buffer.getvalue(), tmp_path)
    assert {fault.code for fault in caught.value.faults} == {"workbook-no-name"}
    assert [fault.slots["name"] for fault in caught.value.faults] == wanted


def test_missing_and_renamed_sheets(tmp_path: Path) -> None:
    """A renamed sheet is missed by its name; a deleted one takes its names along."""
    each = of("mee-2024", "bureau")
    book = load_workbook(io.BytesIO(each.build().content))
    book["表2-1"].title = "表2"
    del book["表3-2"]
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(BadWorkbook) as caught:
        read(buffer.getvalue(), tmp_path)
    told = [(fault.code, fault.slots["sheet"]) for fault in caught.value.faults]
    assert told == [("workbook-no-sheet", "表2-1"), ("workbook-no-sheet", "表3-2")]


@pytest.mark.parametrize(
    "reference",
    [
        "#REF!",
        "'没有'!$A$1",
        "工业清洁生产工作情况!$A$1,工业清洁生产工作情况!$B$2",
        "1+1",
        "",
        "A1",
        "'工业清洁生产工作情况'!$A:$A",
        "[1]Sheet1!$A$1",
        "工业清洁生产工作情况!$A$0",
        "工业清洁生产工作情况!$B$9:$A$1",
        "工业清洁生产工作情况!$A$" + "9" * 5000,
        "工业清洁生产工作情况!$ZZZ$1",
    ],
)
def test_names_that_lead_nowhere(reference: str, tmp_path: Path) -> None:
    content = in_workbook_xml(good(), lambda xml: re.sub(r'(name="cover\.unit"[^>]*>)[^<]*', rf"\g<1>{reference}", xml))
    assert refused(content, tmp_path) == ["workbook-no-name"]


@pytest.mark.parametrize("key", ["cover.unit", "documents.name"])
@pytest.mark.parametrize("reference", ["$XFD$1048576", "$A$1:$XFD$1048576", "$A$1:$A$1048576"])
def test_names_that_lead_far_away(key: str, reference: str, tmp_path: Path) -> None:
    """Cells that are not there are blank, or the file is refused, and soon."""
    there = f"\\g<1>'工业清洁生产工作情况'!{reference}"
    content = in_workbook_xml(good(), lambda xml: re.sub(rf'(name="{key}"[^>]*>)[^<]*', there, xml))
    start = time.monotonic()
    read_or_refused(content, tmp_path)
    assert time.monotonic() - start < SECONDS


def test_cells_reformatted_as_times_keep_their_numbers(tmp_path: Path) -> None:
    """Cell formats are free to change; a figure shown as a day or a duration is still that figure."""
    formats = ("yyyy-mm-dd", "h:mm", "[h]:mm:ss", "0%", "@", "0.00E+00", 'm"月"d"日"')
    figures = (45.5, 0.125, -3.0, 1e9, 60.0, 2958466.0, 1400.72)
    each = small()
    quantities = [f.id for f in each.kind.fields.values() if f.type == "quantity" and not f.computed and not f.register]
    given = {key: figures[number % len(figures)] for number, key in enumerate(quantities)}
    path = each.write(tmp_path, Filing(given))
    book, places = load_workbook(path), each.build().plan.places
    for number, key in enumerate(quantities):
        book[places[key].sheet][places[key].cell()].number_format = formats[number // len(figures) % len(formats)]
    book.save(path)
    assert {key: read_workbook(path, LIBRARY).filing.cells[key] for key in quantities} == given


def test_what_formulas_and_errors_typed_over_inputs_become(tmp_path: Path) -> None:
    """Nothing that a person can put into an input stops the reading."""
    path = tmp_path / "收到.xlsx"
    path.write_bytes(good())
    book, places = load_workbook(path), small().build().plan.places
    for key, value in {
        "cover.unit": "=1/0",
        "cover.filler": True,
        "cover.contact": "=1+1",
        "cover.province": "#N/A",
    }.items():
        book[places[key].sheet][places[key].cell()].value = value
    book.save(path)
    assert read_workbook(path, LIBRARY).filing.cells["cover.filler"] == "TRUE"


# --- hostile ---------------------------------------------------------------------------------------------------------


def zeros(size: int) -> bytes:
    return b"<x>" + bytes(size)


def test_an_archive_that_unpacks_to_a_gigabyte(tmp_path: Path) -> None:
    buffer = io.BytesIO(good())
    with (
        ZipFile(buffer, "a", ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1024):
            part.write(bytes(2**20))
    assert len(buffer.getvalue()) < 3 * 2**20
    assert refused(buffer.getvalue(), tmp_path) == ["workbook-too-large"]


def test_an_archive_that_lies_about_its_size(tmp_path: Path) -> None:
    """The directory says one byte where a gigabyte would come out."""
    content = changed_parts(good(), lambda name, part: zeros(2**26) if name == "xl/workbook.xml" else part)
    lying = bytearray(content)
    with ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/workbook.xml").file_size
    for spot in (match.start() for match in re.finditer(re.escape(struct.pack("<L", size)), content)):
        lying[spot : spot + 4] = struct.pack("<L", 1)
    assert refused(bytes(lying), tmp_path)[0] in {"workbook-damaged", "workbook-damaged-names"}


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>',
    ],
    ids=["entities in entities", "a file", "an address"],
)
def test_xml_entities(declaration: str, tmp_path: Path) -> None:
    content = in_workbook_xml(
        good(), lambda xml: re.sub(r"(<\?xml[^>]*\?>)?\s*<workbook", declaration + "<workbook", xml, count=1)
    )
    assert refused(content, tmp_path) == ["workbook-damaged-names"]


def test_a_workbook_part_that_is_too_long(tmp_path: Path) -> None:
    content = changed_parts(good(), lambda name, part: part + b" " * 2**26 if name == "xl/workbook.xml" else part)
    assert refused(content, tmp_path) == ["workbook-too-large"]


def read_within_memory(content: bytes, folder: Path) -> str:
    path = folder / "收到.xlsx"
    path.write_bytes(content)
    return within_bounds(reading, path, MEMORY, SECONDS)


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 5000 + "</row>",
        "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="XFD1048576" x="/>"><v>1</v></c></row>',
        """<row r="1048576"><c x=" r='A1'" r="XFD1048576" y=" r='A1'"><v>1</v></c></row>""",
        '<row r="1048576"><数:c xmlns:数="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576">'
        "<v>1</v></数:c></row>",
    ],
    ids=[
        "a number",
        "a text",
        "cells that do not say where",
        "other quotes",
        "an end that is none",
        "places that are none",
        "a prefix in Chinese",
    ],
)
def test_one_cell_at_the_end_of_the_world(far: str, tmp_path: Path) -> None:
    """A reader that lays a sheet out from A1 to its last cell would take all memory and end the process."""
    content = changed_parts(
        good(),
        lambda name, part: (
            part.replace(b"</sheetData>", far.encode() + b"</sheetData>") if "worksheets" in name else part
        ),
    )
    assert read_within_memory(content, tmp_path) in {"workbook-far-cell", "workbook-damaged"}


def test_a_sheet_that_is_kept_elsewhere_is_looked_at_too(tmp_path: Path) -> None:
    """What a sheet is called in the archive is up to the file."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    def moved(name: str, part: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            return part.replace(b"/xl/worksheets/", b"elsewhere/").replace(b'"worksheets/', b'"elsewhere/')
        return part.replace(b"</sheetData>", far) if "worksheets" in name else part

    content = changed_parts(good(), moved)
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name.replace("xl/worksheets/", "xl/elsewhere/"), old.read(name))
    assert read_within_memory(buffer.getvalue(), tmp_path) == "workbook-far-cell"


def test_formats_at_the_end_of_the_world_do_no_harm(tmp_path: Path) -> None:
    """LibreOffice writes a last row, and people format whole columns; without content that is nothing."""
    empty = b'<row r="1048576" ht="12.8"><c r="XFD1048576" s="1"/></row></sheetData>'
    content = changed_parts(
        good(), lambda name, part: part.replace(b"</sheetData>", empty) if "worksheets" in name else part
    )
    assert read_within_memory(content, tmp_path) == "read"


# --- noise -----------------------------------------------------------------------------------------------------------


def flipped(content: bytes, random: Random) -> bytes:
    noisy = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 20))):
        noisy[random.randrange(len(noisy))] ^= 1 << random.randrange(8)
    return bytes(noisy)


def read_or_refused(content: bytes, folder: Path) -> str:
    try:
        read(content, folder)
    except BadWorkbook as problem:
        return problem.faults[0].code
    return "read"


def test_flipped_bits_of_the_file(tmp_path: Path) -> None:
    outcomes = [read_or_refused(flipped(good(), Random(seed)), tmp_path) for seed in range(FLIPPED)]
    assert outcomes.count("workbook-damaged") > FLIPPED / 10


def test_flipped_bits_inside_the_parts(tmp_path: Path) -> None:
    """Behind the archive's checksums, where the XML itself is broken."""
    parts = (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    )
    outcomes = []
    for seed in range(FLIPPED):
        random = Random(seed)
        victim = random.choice(parts)
        content = replaced(good(), victim, flipped(part_of(good(), victim), random))
        outcomes.append(read_or_refused(content, tmp_path))
    assert len(set(outcomes)) > 3, set(outcomes)


def test_parts_missing_or_emptied(tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(good())) as archive:
        names = archive.namelist()
    for victim in names:
        for left in (None, b"", b"<", b"<?xml version='1.0'?><x/>", b"\xff\xfe<\0"):
            outcome = read_or_refused(replaced(good(), victim, left), tmp_path)
            assert outcome == "read" or outcome.startswith("workbook-"), (victim, left)


def test_stored_twice_and_uncompressed(tmp_path: Path) -> None:
    """Archives other programs write: parts not compressed, or appended a second time (the last one counts)."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(good())) as old, ZipFile(buffer, "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert read(buffer.getvalue(), tmp_path).filing.cells["cover.unit"] == "河北省工业和信息化厅"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4 * 2**20
