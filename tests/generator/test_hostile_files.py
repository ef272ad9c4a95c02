"""A file made to do harm is refused with a reason, or read without harm, in bounded time and memory, by the reader
and by the comparison alike. The bounds are stated in docs/compatibility.md; see test_bad_workbooks.py for other files.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from generator import identity
from generator.bare import MOST_CELLS
from generator.damage.receipt import damages_of
from generator.healing import heal_file
from generator.package import MOST_BYTES, MOST_OF_A_PART, MOST_UNPACKED
from generator.reader import read_workbook
from generator.submission.stamping import properties_of
from generator.workbook import MOST_ROWS
from qingbiao.errors import BadWorkbook
from qingbiao.filing import Filing
from tests.docs import tables
from tests.generator.bounded import MEMORY, examining, reading_and_comparing, within_bounds
from tests.generator.edits import Change, both, in_part, replaced, with_part
from tests.generator.shipped import BLANKS, LIBRARY, ROOT, of

MILLION = 10**6
SHEET, BOOK = "xl/worksheets/sheet3.xml", "xl/workbook.xml"
"""The form itself, after the guide and 校验."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def good() -> bytes:
    filing = Filing({"cover.unit": "河北省工业和信息化厅"}, {"documents.name": ["一", "二"]})
    return of("miit-2024", "bureau").build(filing).content


def outcome(content: bytes, folder: Path) -> tuple[str, str]:
    """What the reader and the comparison say of a file; both within the bounds."""
    path = folder / "收到.xlsx"
    path.write_bytes(content)
    read, compared = within_bounds(reading_and_comparing, path).splitlines()
    return read, compared


DEPTH = 300_000


def nested(part: str) -> Change:
    """Very many elements, each in the one before, at the end of a part."""
    deep = "<a>" * DEPTH + "</a>" * DEPTH
    return in_part(part, lambda text: re.sub(r"(</\w+>)\s*$", lambda end: deep + end[1], text))


@pytest.mark.parametrize("part", [BOOK, SHEET, "xl/styles.xml", "docProps/custom.xml"])
def test_deep_xml(part: str, tmp_path: Path) -> None:
    """Nothing here recurses into elements."""
    read, compared = outcome(nested(part)(good()), tmp_path)
    assert read == "read" or read.startswith("workbook-damaged")
    assert compared in {"none", "damage-not-compared"} or compared.startswith("workbook-damaged")


def names(count: int) -> Change:
    more = "".join(f'<definedName name="n{number}">1</definedName>' for number in range(count))
    return replaced(BOOK, "</definedNames>", more + "</definedNames>")


def test_a_million_names(tmp_path: Path) -> None:
    assert outcome(names(MILLION)(good()), tmp_path) == ("workbook-too-large", "workbook-too-large")


def test_encodings_that_nobody_knows(tmp_path: Path) -> None:
    """In any part: the file is read, or refused with a reason; never anything else."""
    with ZipFile(io.BytesIO(good())) as archive:
        parts = [name for name in archive.namelist() if archive.read(name).startswith(b"<?xml")]
    assert len(parts) > 10
    path = tmp_path / "收到.xlsx"
    for name in parts:
        path.write_bytes(replaced(name, "^<[?]xml[^>]*>", '<?xml version="1.0" encoding="UTG-8"?>')(good()))
        for task in (lambda: read_workbook(path, LIBRARY), lambda: damages_of(path, BLANKS)):
            with contextlib.suppress(BadWorkbook):
                task()
        assert properties_of(path.read_bytes()).keys() <= {f"qingbiao.{key}" for key in identity.KEYS}


def test_parts_are_found_whatever_their_capitals(tmp_path: Path) -> None:
    path = tmp_path / "收到.xlsx"
    path.write_bytes(replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet3", "worksheets/sheeT3")(good()))
    assert read_workbook(path, LIBRARY).filing.cells["cover.unit"] == "河北省工业和信息化厅"


def test_as_many_names_as_the_bound_admits(tmp_path: Path) -> None:
    """They are read; the comparison counts what it does not list."""
    read, compared = outcome(names(MILLION // 2)(good()), tmp_path)
    assert (read, compared) == ("read", "damage-more damage-name-added")


def bomb(part: str, size: int, filler: bytes) -> bytes:
    """A part that unpacks to ``size``; a hundredth or less of that is in the file."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(good())) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
                continue
            head, tail = re.split(rb"(?=</\w+>\s*$)", old.read(name))
            with new.open(name, "w", force_zip64=True) as stream:
                stream.write(head)
                for _ in range(size // (1000 * len(filler))):
                    stream.write(filler * 1000)
                stream.write(tail)
    return buffer.getvalue()


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_a_zip_bomb_beyond_the_bound(part: str, tmp_path: Path) -> None:
    content = bomb(part, MOST_UNPACKED + 2**21, b" " * 1024)
    assert len(content) < 2**20
    assert outcome(content, tmp_path) == ("workbook-too-large", "workbook-too-large")


@pytest.mark.parametrize(
    ("part", "filler", "size"),
    [(SHEET, b"<row/>", 2**27), (SHEET, b" " * 1024, 2**28), ("xl/styles.xml", b"<xf/>", 2**26)],
    ids=["rows", "space", "styles"],
)
def test_a_zip_bomb_within_the_bound(part: str, filler: bytes, size: int, tmp_path: Path) -> None:
    """A thousandth is in the file; it is read, or refused, and compared, or said not to be."""
    read, compared = outcome(bomb(part, size, filler), tmp_path)
    assert read == "read" or read.startswith("workbook-")
    assert compared in {"none", "damage-not-compared"} or compared.startswith("workbook-")


def test_one_part_that_is_named_very_often(tmp_path: Path) -> None:
    """The notes of a sheet, unpacked each time that a relation names them, would take hours."""
    space = "http://schemas.openxmlformats.org"
    of_kind = f'Type="{space}/officeDocument/2006/relationships/comments" Target="../notes.xml"'
    relations = "".join(f'<Relationship Id="n{number}" {of_kind}/>' for number in range(5000))
    notes = f'<comments xmlns="{MAIN}"><commentList>{"<c/>" * 10**5}{" " * 2**22}</commentList></comments>'
    change = both(
        with_part("xl/notes.xml", notes),
        with_part(
            "xl/worksheets/_rels/sheet3.xml.rels",
            f'<Relationships xmlns="{space}/package/2006/relationships">{relations}</Relationships>',
        ),
    )
    assert outcome(change(good()), tmp_path) == ("read", "damage-not-compared")


LONG = 200_000
SLOW = {
    "a number": ("schemes.proposed.low", "1" + " " * LONG + "x9"),
    "a number with commas": ("schemes.proposed.high", "1" + "," * LONG + " 9x"),
    "a day": ("audit.started", "2024-1" + " " * LONG + "-1" + " " * LONG + "x"),
    "an industry": ("company.industry", " " * LONG + "x"),
    "a telephone": ("company.phone", "0" * LONG + "-x"),
}


@pytest.mark.parametrize(("key", "text"), SLOW.values(), ids=SLOW)
def test_texts_made_to_be_read_slowly(key: str, text: str, tmp_path: Path) -> None:
    """Taking a text apart costs no more than reading it, whatever it is."""
    each = of("mee-2024", "enterprise")
    mark = "慢慢读"
    content = each.build(Filing({key: mark})).content
    place = each.build().plan.places[key]
    number = [sheet.name for sheet in each.build().plan.sheets].index(place.sheet) + 1
    change = replaced(f"xl/worksheets/sheet{number}.xml", mark, text)
    path = tmp_path / "收到.xlsx"
    path.write_bytes(change(content))
    assert key in within_bounds(examining, path).split()


@pytest.mark.parametrize("formula", ["'" * LONG, '"' * LONG + "a", "A1:" * LONG], ids=["quotes", "texts", "ranges"])
def test_formulas_made_to_be_read_slowly(formula: str, tmp_path: Path) -> None:
    row = f'<row r="900"><c r="A900"><f>{formula}</f></c></row></sheetData>'
    read, compared = outcome(replaced(SHEET, "</sheetData>", row)(good()), tmp_path)
    assert (read, compared) == ("read", "damage-formula-added")


def test_an_identity_made_to_be_read_slowly(tmp_path: Path) -> None:
    number = len(of("miit-2024", "bureau").build().plan.sheets)
    parts = [f"xl/worksheets/sheet{each}.xml" for each in range(1, number + 1)]
    with ZipFile(io.BytesIO(good())) as archive:
        part = next(each for each in parts if b"spec_digest" in archive.read(each))
    change = replaced(part, r'(<c r="B7"[^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)',
                      rf'\1 t="inlineStr"><is><t>{"a" * LONG}</t></is></c>')  # fmt: skip
    assert outcome(change(good()), tmp_path) == ("read", "damage-identity-changed")


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:XFD99999999", "XFD1048576", "nonsense", ""])
def test_giant_dimensions(dimension: str, tmp_path: Path) -> None:
    """What a sheet says of its size is not believed."""
    change = replaced(SHEET, '<dimension ref="[^"]*"', f'<dimension ref="{dimension}"')
    read, compared = outcome(change(good()), tmp_path)
    assert (read, compared) == ("read" if ":" in dimension or dimension[:1] == "X" else "workbook-damaged", "none")


def test_columns_and_merges_for_the_whole_sheet(tmp_path: Path) -> None:
    change = both(
        replaced(SHEET, "<cols>", '<cols><col min="1" max="16384" hidden="1"></col>'),
        replaced(SHEET, "<mergeCells [^>]*>", '<mergeCells><mergeCell ref="A1:XFD1048576"></mergeCell>'),
    )
    read, compared = outcome(change(good()), tmp_path)
    assert read == "read"
    assert compared == "damage-cells-merged damage-columns-hidden"


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!$A$1",
        "'file:///etc/[passwd]x'!A1",
        "cmd|'/c calc'!A0",
        'WEBSERVICE("http://127.0.0.1:9/")',
        'HYPERLINK("http://127.0.0.1:9/")',
        'INDIRECT("[其他.xlsx]表!A1")',
        'RTD("x",,"y")',
    ],
)
def test_formulas_that_reach_outside(formula: str, tmp_path: Path) -> None:
    """Nothing is calculated or fetched: the value that the file has is taken, the formula told and left out."""
    place = of("miit-2024", "bureau").build().plan.places["cover.filler"]
    xml = f"<f>{formula.replace('&', '&amp;')}</f><v>某人</v></c>"
    change = replaced(SHEET, rf'<c r="{place.cell()}" (s="\d+")\s*/>', rf'<c r="{place.cell()}" \1 t="str">{xml}')
    path = tmp_path / "收到.xlsx"
    path.write_bytes(change(good()))
    assert read_workbook(path, LIBRARY).filing.cells["cover.filler"] == "某人"
    [damage] = damages_of(path, BLANKS)
    assert (damage.kind, damage.cell, damage.new) == ("damage-input-formula", place.cell(), f"={formula}")
    healed = heal_file(path, BLANKS)
    assert healed.filing.cells["cover.filler"] == "某人"
    with ZipFile(io.BytesIO(healed.built.content)) as archive:
        assert formula.encode() not in archive.read(SHEET)


@pytest.mark.parametrize(
    "name",
    ["../../越狱.xml", "/etc/passwd", "C:\\Windows\\x.xml", "xl/worksheets/../../../x.xml", "xl//workbook.xml", "."],
)
def test_entries_whose_names_lead_elsewhere(name: str, tmp_path: Path) -> None:
    """Nothing of an archive is ever written to disk, nor read from a place that it names."""
    inside = tmp_path / "内" / "内"
    inside.mkdir(parents=True)
    assert outcome(with_part(name, "<x/>")(good()), inside) == ("read", "none")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["收到.xlsx"]


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_sheets_that_stand_elsewhere(target: str, tmp_path: Path) -> None:
    change = replaced("xl/_rels/workbook.xml.rels", 'Target="[^"]*sheet2.xml"', f'Target="{target}"')
    read, compared = outcome(change(good()), tmp_path)
    assert read.startswith("workbook-")
    assert "damage-" in compared


@pytest.mark.parametrize("name", ["收到.xls", "收到.csv", "收到", "收到.xlsx.exe", "收到.pdf"])
def test_extensions_do_not_matter(name: str, tmp_path: Path) -> None:
    """Chat programs rename what they send; the content decides."""
    path = tmp_path / name
    path.write_bytes(good())
    assert read_workbook(path, LIBRARY).filing.cells["cover.unit"] == "河北省工业和信息化厅"
    assert damages_of(path, BLANKS) == ()


def test_a_workbook_with_macros_is_read_and_the_macros_told(tmp_path: Path) -> None:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    change = both(
        with_part("xl/vbaProject.bin", b"\xd0\xcf" * 99, "application/vnd.ms-office.vbaProject"),
        replaced(
            "[Content_Types].xml", r"application/vnd\.openxmlformats[\w.-]*sheet\.main\+xml", kind.replace("+", r"+")
        ),
    )
    assert outcome(change(good()), tmp_path) == ("read", "damage-macro")


def test_the_bounds_are_published() -> None:
    """docs/compatibility.md and docs/damage.md say what the code does."""
    stated = {row[0]: row[1] for table in tables.read(ROOT / "docs" / "compatibility.md")
              if table.heading == "Limits" for row in table.rows}  # fmt: skip
    assert f"{MOST_BYTES >> 20} MiB, {MOST_UNPACKED >> 20} MiB unpacked" in stated["a workbook that is read"]
    assert f"{MOST_OF_A_PART >> 20} MiB" in stated["its list of names and sheets"]
    assert f"{MOST_CELLS:,}" in stated["rows × columns of a sheet that is read"]
    assert f"{MOST_ROWS:,}" in stated["rows of a register"]
    assert f"{MEMORY >> 30} GiB" in stated["memory to read and compare a file"]
