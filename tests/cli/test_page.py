"""The HTML report: one page that needs nothing else, says everything, leads to the cells, and believes no data."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from cli import language
from cli.page import page
from generator.report import Change, Record, Remark, Report
from qingbiao.findings import Verdict

VOID = {"meta", "br", "hr", "img", "link", "input"}
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)>"'&{{ 7*7 }}]]>"""

RECORD = Record(
    code="some-check",
    severity="verify",
    form="f",
    edition="f-2024",
    kind="k",
    sheet="表2-2",
    cell="E7",
    field="a.b",
    row=3,
    label="节电",
    value=1200.5,
    expected="≥ 0",
    message="第 3 行节电超出范围",
    fix="请核对",
    explanation="技改后用电减少",
    refused="",
    state="fail",
)
FAILED = Report(
    "收到/甲.xlsx", Verdict.FAIL, "f", "f-2024", "k", "甲公司", (RECORD, replace(RECORD, severity="mandatory")),
    counts={"mandatory": 1, "verify": 1, "hint": 0},
    damage=(Change("damage-formula-changed", "serious", "表2-2", "E9", "=1", "=2", "公式被改"),), healed="修复/甲.xlsx",
)  # fmt: skip
PASSED = Report("收到/乙 #1.xlsx", Verdict.PASS, counts={"mandatory": 0, "verify": 0, "hint": 0})
BROKEN = Report("丙.xlsx", Verdict.UNUSABLE, faults=(Remark("workbook-damaged", "文件已损坏"),), counts=PASSED.counts)


class Checked(HTMLParser):
    """A page whose elements are closed in order; its texts, ids, links and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]

    @property
    def text(self) -> str:
        return " ".join(self.texts)


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGBIAO_LANG", "zh")
    language.language.cache_clear()


@pytest.mark.parametrize(
    "reports",
    [[], [PASSED], [FAILED], [BROKEN], [FAILED, PASSED, BROKEN], [FAILED, PASSED] * 20],
    ids=["none", "passed", "failed", "broken", "few", "many"],
)
def test_the_page_is_well_formed_whole_and_its_links_lead_somewhere(reports: list[Report]) -> None:
    found = Checked(page(reports, Path()))
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.values("href") if link.startswith("#")} <= set(ids)
    assert not {"script", "link", "img", "iframe"} & set(found.tags), "it needs another file, or runs something"
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "src"]


def test_everything_about_a_finding_is_told() -> None:
    text = Checked(page([FAILED], Path())).text
    for told in (
        "表2-2!E7",
        "1200.5",
        "≥ 0",
        RECORD.message,
        RECORD.fix,
        RECORD.explanation,
        RECORD.code,
        "甲公司",
        "公式被改",
    ):
        assert told in text


def test_the_link_of_a_finding_leads_to_its_cell_in_the_file_seen_from_the_page() -> None:
    found = Checked(page([replace(FAILED, file="收到/乙 #1 100%.xlsx")], Path("报告")))
    [link] = {link for link in found.values("href") if "!E7" in link}
    way, _, cell = link.partition("#")
    assert (unquote(way), unquote(cell)) == ("../收到/乙 #1 100%.xlsx", "'表2-2'!E7")


@pytest.mark.parametrize("file", ["javascript:alert(1).xlsx", "data:text/html,x.xlsx"])
def test_no_file_name_becomes_another_kind_of_link(file: str) -> None:
    links = Checked(page([replace(FAILED, file=file)], Path())).values("href")
    assert not [link for link in links if re.match(r"[a-z]+:", link)]


def test_no_data_becomes_markup() -> None:
    texts = dict.fromkeys(("sheet", "cell", "label", "value", "expected", "message", "fix", "explanation"), HOSTILE)
    hostile = replace(FAILED, file=f"{HOSTILE}.xlsx", unit=HOSTILE, findings=(replace(RECORD, **texts),))
    broken = replace(BROKEN, faults=(Remark("x", HOSTILE),))
    plain = Checked(page([FAILED, BROKEN], Path()))
    found = Checked(page([hostile, broken], Path()))
    assert "script" not in found.tags
    assert not {"onerror", "src"} & {name for name, _ in found.attributes}
    assert found.text.count("{{ 7*7 }}") > 5
    assert set(found.tags) <= set(plain.tags)


def test_of_many_files_those_that_pass_take_one_line_and_the_others_are_closed() -> None:
    found = Checked(page([PASSED] * 1000 + [FAILED] * 10, Path()))
    assert (found.tags.count("tr"), found.tags.count("details")) == (1011 + 3, 10)
    assert "open" not in [name for name, _ in found.attributes]


def test_the_page_speaks_english_where_the_person_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGBIAO_LANG", "en")
    language.language.cache_clear()
    text = page([FAILED, PASSED], Path())
    assert '<html lang="en">' in text
    assert "What to do" in text
    assert "怎么办" not in text
