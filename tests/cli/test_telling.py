"""What people read in a terminal: columns that stand under each other, Chinese or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cli import language
from cli.telling import Summary, lines_of, summary_lines, width
from generator.report import Change
from tests.cli.test_page import BROKEN, FAILED, PASSED


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("表2-2", 5), ("（空）", 6), ("e\u0301", 1), ("a\u200bb", 2), ("Ａ", 2), ("·…", 2)],
)
def test_how_wide_a_text_is(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_summary_counts_files_and_places_in_columns(spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGBIAO_LANG", spoken)
    language.language.cache_clear()
    summary = Summary()
    for report in (FAILED, FAILED, PASSED, BROKEN):
        summary.add(report)
    assert [(each.code, each.files, each.places) for each in summary.frequent()] == [("some-check", 2, 2)] * 2
    lines = list(summary_lines(summary))
    table = [line for line in lines if "some-check" in line]
    head = lines[lines.index(table[0]) - 1]
    ends = {
        width(line[: line.index(code)]) for line, code in ((head, head.split()[-1]), *((t, "some-") for t in table))
    }
    assert len(ends) == 1, "the last column does not begin at one place"


@pytest.mark.parametrize(
    ("sheet", "cell", "told"),
    [("表2-2", "E9", "严重] 表2-2!E9 公式被改"), ("表2-2", "", "严重] 表2-2 公式被改"), ("", "", "严重] 公式被改")],
)
def test_a_change_is_told_with_as_much_of_its_place_as_there_is(
    sheet: str, cell: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGBIAO_LANG", "zh")
    language.language.cache_clear()
    change = Change("damage-formula-changed", "serious", sheet, cell, "=1", "=2", "公式被改")
    [line] = [line for line in lines_of(replace(PASSED, damage=(change,))) if change.code in line]
    assert told in line
