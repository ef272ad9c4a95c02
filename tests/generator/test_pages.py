"""What comes out of the printer: as many pages as the ministry's document has, nothing cut off, every word there. It
guards the computed row heights, the column widths and the print set-up; LibreOffice is the measure.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qingbiao.filing import EMPTY, Filing
from qingbiao.form import Header, Kind, Page
from tests.engines.office import Office
from tests.engines.textfit import cut_off
from tests.generator.shipped import Shipped, shipped

MOST_PAGES = {"mee-2024-enterprise": 5, "mee-2024-bureau": 14, "miit-2024-bureau": 6}
"""About what the printed documents have, with guide, findings, parameters and last year's values; one regulator's
workbook takes 577."""

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
LONG = {
    "mee-2024-enterprise": {"company.name": "盘锦某某某某精细化工（集团）股份有限公司辽滨沿海经济技术开发区分公司" * 2,
                            "disclosure.content": "企业基本信息、生产规模、污染物排放情况、许可排放量。" * 30},
    "mee-2024-bureau": {"problems.description": "清洁生产工作开展过程中，尚存在个别企业主体意识不强的问题。" * 40},
    "miit-2024-bureau": {"problems.text": "存在问题：中小企业积极性不高；建议：加大资金支持。\n" * 20},
}  # fmt: skip


@every_kind
def test_pages(each: Shipped, tmp_path: Path, office: Office) -> None:
    for name, filing in (("blank", EMPTY), *each.examples()):
        office.pdf(each.write(tmp_path, filing), tmp_path / "打印.pdf")
        assert office.pages(tmp_path / "打印.pdf") <= MOST_PAGES[each.id], name


@every_kind
def test_nothing_is_cut_off(each: Shipped, tmp_path: Path, office: Office) -> None:
    for name, filing in (("blank", EMPTY), *each.examples()):
        found = cut_off(office, each.write(tmp_path, filing))
        assert not found, f"{name}: {found}"


@every_kind
def test_long_texts_make_their_rows_taller(each: Shipped, tmp_path: Path, office: Office) -> None:
    path = each.write(tmp_path, Filing(LONG[each.id]))
    assert not cut_off(office, path)


@every_kind
def test_large_numbers_are_not_shown_as_hashes(each: Shipped, tmp_path: Path, office: Office) -> None:
    """Every quantity as large as one company really has it: a hundred million kWh, a hundred thousand tonnes."""
    inputs = [f for f in each.kind.fields.values() if f.type == "quantity" and not f.computed]
    large = {f.id: 98765432.0 if f.unit in {"度", "m3"} else 123456.75 for f in inputs}
    cells = {f.id: large[f.id] for f in inputs if not f.register}
    columns = {f.id: [large[f.id]] * 2 for f in inputs if f.register}
    found = cut_off(office, each.write(tmp_path, Filing(cells, columns)))
    assert not found, found


@every_kind
def test_every_printed_word_is_on_paper(each: Shipped, tmp_path: Path, office: Office) -> None:
    office.pdf(each.write(tmp_path), tmp_path / "打印.pdf")
    told = subprocess.run(["pdftotext", "-raw", str(tmp_path / "打印.pdf"), "-"], check=True, capture_output=True)
    paper = _bare(told.stdout.decode())
    missing = [text for text in texts(each.kind) if _bare(text) not in paper]
    assert not missing, f"{len(missing)}: {missing[:20]}"


def texts(kind: Kind) -> Iterator[str]:
    """What the form prints: titles, headings, row labels, notes, instructions."""
    for table in kind.tables:
        yield table.title
        yield from (*table.notes, *table.instructions, *table.heads)
        for page in table.pages:
            yield from _on_page(page)
    yield from kind.guide


def _on_page(page: Page) -> Iterator[str]:
    for section in page.sections:
        yield section.title or ""
        for block in (block for band in section.bands for block in band):
            yield block.title or ""
            yield from (head.label for head in block.row_heads)
            for header in block.headers if block.header else ():
                yield from _of_header(header)


def _of_header(header: Header) -> Iterator[str]:
    yield header.text
    for child in header.children:
        yield from _of_header(child)


def _bare(text: str) -> str:
    """Without spaces, line breaks and note marks."""
    return re.sub(r"\s|\[[0-9]+\]", "", text)
