"""The self-test without a program: what it fills in is worth something, and its two files say the same and no more."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from addin.selftest.checks import CHECKS
from addin.selftest.report import DATA, TEXT, Checked, Report, as_json, as_text, write
from addin.selftest.sample import sample_filing
from addin.selftest.startup import process_seconds
from generator.reader import read_workbook
from qingbiao.faults import Fault, Language, Place
from qingbiao.values import NA, Value
from tests.generator.shipped import LIBRARY, Shipped, shipped

HOME = str(Path.home())
REPORT = Report(
    "2026-01-02T03:04:05+08:00",
    (
        Checked("opening", 1.25, {"sheets": 11, "program": f"{HOME}/office"}),
        Checked(
            "saving",
            2.5,
            {"changes": ("damage-print-area ×1", "damage-page-setup ×2")},
            (
                Fault("selftest-differs", {"what": "表1!C5", "wanted": "1.0", "found": "2.0"}),
                Fault("damage-formula-removed", {"old": "=A1"}, Place(sheet="表1", cell="C17")),
                Fault(
                    "selftest-raised",
                    {"type": "OSError", "message": f"{tempfile.gettempdir()}/a.xlsx", "where": "bench.py:1"},
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)
def test_the_filing_has_every_kind_of_value_and_comes_back_from_a_file(each: Shipped, tmp_path: Path) -> None:
    filing = sample_filing(each.kind)
    values: list[Value] = [*filing.cells.values(), *(value for column in filing.columns.values() for value in column)]
    assert NA in values
    assert any(isinstance(value, float) for value in values)
    assert any(isinstance(value, str) and value.startswith("=") for value in values)
    assert len(filing.cells) < sum(not f.computed and f.register is None for f in each.kind.fields.values()), "blanks"
    path = tmp_path / "样例.xlsx"
    path.write_bytes(each.build(filing).content)
    assert read_workbook(path, LIBRARY).filing == filing == sample_filing(each.kind)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_what_programs_read(language: Language) -> None:
    text, data = as_text(REPORT, language), json.loads(as_json(REPORT))
    assert (data["passed"], data["failed"]) == (1, 1)
    assert [line[1:].split("]")[0].split(" / ")[0] for line in text.splitlines() if line[:1] == "["] == [
        "通过",
        "没有通过",
    ]
    for check in data["checks"]:
        for fact in check["facts"].values():
            assert all(str(value) in text for value in (fact if isinstance(fact, list) else [fact]))
    assert [problem["code"] for problem in data["checks"][1]["failures"]] == [
        fault.code for fault in REPORT.checks[1].problems
    ]
    assert "表1!C17" in text
    assert ("2.0 found" in text) == (language == "en")


def test_folders_of_the_person_are_in_neither(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path))
    assert write(REPORT, "zh") == tmp_path / TEXT
    for name in (TEXT, DATA):
        written = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert HOME + "/" not in written
        assert "~/office" in written
        assert "<temp>/a.xlsx" in written


def test_the_text_begins_with_the_mark_that_old_editors_need(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path))
    assert write(REPORT, "zh").read_bytes().startswith(b"\xef\xbb\xbf")


def test_every_check_has_an_id_of_its_own() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_how_long_the_process_has_been_running_is_known_here() -> None:
    seconds = process_seconds()
    assert seconds is not None
    assert 0 < seconds < 24 * 3600
