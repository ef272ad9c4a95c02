"""What other programs and other people's lists bring: days counted from 1904, and choices that look like wildcards."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.errors import FaultySpec
from qingbiao.filing import Filing
from qingbiao.load import load_edition
from tests.generator.shipped import LIBRARY, Shipped, shipped
from tests.qingbiao.small_form import write_form


def _counted_from_1904(content: bytes) -> bytes:
    """The same cells, in a workbook that says its days begin in 1904."""
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as given, ZipFile(changed, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            part = given.read(name)
            if name == "xl/workbook.xml":
                assert b"<workbookPr" in part
                part = part.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
            kept.writestr(name, part)
    return changed.getvalue()


@pytest.mark.parametrize(
    "each", [each for each in shipped() if any(f.type == "date" for f in each.kind.fields.values())]
)
def test_a_day_is_the_same_day_in_a_workbook_that_counts_from_1904(each: Shipped, tmp_path: Path) -> None:
    days = [f for f in each.kind.fields.values() if f.type == "date"]
    filing = Filing(
        {f.id: 45000.0 for f in days if f.register is None}, {f.id: [45000.0] for f in days if f.register is not None}
    )
    workbook = tmp_path / "填报.xlsx"
    workbook.write_bytes(_counted_from_1904(each.build(filing).content))
    read = read_workbook(workbook, LIBRARY).filing
    assert {**read.cells} == dict.fromkeys(filing.cells, 46462.0)
    assert {**read.columns} == {key: [46462.0] for key in filing.columns}


def test_a_choice_of_a_cascade_that_a_spreadsheet_would_read_as_a_wildcard_is_refused(tmp_path: Path) -> None:
    spec = write_form(
        tmp_path,
        ("main.yaml", "list: gbt4754-2017}", "list: areas, level: county}"),
    )
    codes = spec / "codes"
    codes.mkdir()
    (codes / "areas.csv").write_text("code,parent,name\n1,,东区*\n", encoding="utf-8")
    (codes / "areas.yaml").write_text(
        "list: areas\ntitle: 区\nsource: 示例\nfile: areas.csv\nentry: '{name}'\n"
        "levels:\n  - {id: county, title: 区, code: '[0-9]'}\n",
        encoding="utf-8",
    )
    edition = load_edition("demo", spec)
    with pytest.raises(FaultySpec) as caught:
        build_workbook(edition, edition.kinds[0])
    assert [fault.code for fault in caught.value.faults] == ["codes-wildcard"]
