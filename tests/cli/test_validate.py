"""``qingbiao validate``: the verdict of one file and of many, as text, as JSON Lines and as a page."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook

from generator.report import Record
from generator.workbook import build_workbook
from qingbiao.filing import EMPTY, Filing
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.load import load_edition
from tests.cli.test_page import Checked
from tests.docs import tables

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "user-guide.md"


def validate(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli.main import main; main()", "validate", *map(str, words)]
    environment = {**os.environ, "QINGBIAO_LANG": "zh", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def workbook(folder: Path, example: str, name: str = "填报.xlsx") -> Path:
    file = read_filing_file(ROOT / "examples" / f"{example}.yaml")
    assert file.edition is not None
    edition = load_edition(file.edition)
    kind = edition.kind(file.kind or "")
    assert kind is not None
    filing: Filing = filing_from(file, edition, kind) if example else EMPTY
    path = folder / name
    path.write_bytes(build_workbook(edition, kind, filing).content)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("收到")
    workbook(made, "enterprise-2024", "企业.xlsx")
    workbook(made, "miit-2024", "工信.xlsx")
    workbook(made, "panjin-2024", "盘锦.xlsx")
    (made / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (made / "~$企业.xlsx").write_bytes(b"lock")
    return made


def test_a_filing_in_order_can_be_submitted(folder: Path) -> None:
    run = validate(folder / "企业.xlsx")
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(run.stdout.splitlines()) == 1


def test_every_finding_names_sheet_cell_and_what_to_do(folder: Path) -> None:
    run = validate(folder / "盘锦.xlsx", "--format", "json")
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert told["verdict"] == "fail"
    for finding in told["findings"]:
        assert finding["sheet"]
        assert finding["cell"]
        assert finding["message"]
        assert finding["fix"]
    scope = next(each for each in told["findings"] if each["code"] == "table2-scope")
    assert (scope["severity"], scope["sheet"], scope["edition"], scope["kind"]) == (
        "verify",
        "表1",
        "mee-2024",
        "bureau",
    )


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_bad_file_among_many_marks_only_itself(folder: Path, jobs: str) -> None:
    run = validate(folder, "--format", "json", "--jobs", jobs)
    assert run.returncode == 2
    verdicts = {Path(told["file"]).name: told["verdict"] for told in map(json.loads, run.stdout.splitlines())}
    assert verdicts == {"企业.xlsx": "pass", "工信.xlsx": "pass", "盘锦.xlsx": "fail", "坏.xlsx": "unusable"}


def test_a_pattern_that_matches_nothing_is_told(tmp_path: Path) -> None:
    run = validate(tmp_path / "没有*.xlsx")
    assert run.returncode == 2
    assert "[no-such-file]" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    return validate(folder, "--format", "json").stdout


def test_side_by_side_and_one_by_one_say_the_same(folder: Path, told: str) -> None:
    run = validate(folder, "--format", "json", "--jobs", "3")
    assert run.stdout == told


def test_json_counts_what_it_lists(told: str) -> None:
    for document in map(json.loads, told.splitlines()):
        listed = Counter(finding["severity"] for finding in document["findings"])
        assert {name: count for name, count in document["counts"].items() if count} == listed
        assert bool(document["faults"]) is (document["verdict"] == "unusable")
        assert bool(document["checks"]) is (document["verdict"] != "unusable")


def test_the_user_guide_lists_the_keys_of_a_finding_and_of_a_file(told: str) -> None:
    guide = {table.head[0]: [row[0].strip("`") for row in table.rows] for table in tables.read(GUIDE)}
    documents = [json.loads(line) for line in told.splitlines()]
    assert all(list(document) == guide["一个文件"] for document in documents)
    assert all(list(finding) == guide["一个问题"] for document in documents for finding in document["findings"])
    assert list(guide["一个问题"]) == [field.name for field in fields(Record)]


def test_a_batch_ends_with_a_summary(folder: Path) -> None:
    run = validate(folder, "--jobs", "2")
    assert run.returncode == 2
    summary = run.stdout.partition("共 4 个文件")[2].split()
    assert summary[:6] == ["可以上报", "2", "不能上报", "1", "不能用", "1"]
    assert "finding-required" in summary


def test_a_page_is_written_whole_and_not_over_another(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告" / "审核.html"
    run = validate(folder, "--format", "html", "--out", out)
    assert (run.returncode, run.stdout) == (2, "")
    links = [unquote(link) for link in Checked(out.read_text(encoding="utf-8")).values("href") if link[0] != "#"]
    assert {(out.parent / link.partition("#")[0]).resolve() for link in links} == set(folder.glob("[!~]*.xlsx"))
    again = validate(folder / "企业.xlsx", "--format", "html", "--out", out)
    assert (again.returncode, "[file-exists]" in again.stderr) == (2, True)
    assert validate(folder / "企业.xlsx", "--format", "html", "--out", out, "--force").returncode == 0


def test_a_page_goes_to_standard_output_too(folder: Path) -> None:
    run = validate(folder / "企业.xlsx", "--format", "html")
    assert run.returncode == 0
    assert "没有问题" in Checked(run.stdout).text


def bad_files(folder: Path) -> dict[str, str]:
    """One file for each way of being unusable, with the code it is refused with."""
    good = workbook(folder, "miit-2024", "好.xlsx").read_bytes()
    contents = {
        "空": (b"", "workbook-empty"),
        "文字": (b"a,b\n", "workbook-not"),
        "旧": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook-xls"),
        "断": (good[: len(good) // 2], "workbook-damaged"),
        "别的": (foreign(), "workbook-foreign"),
    }
    for name, (content, _) in contents.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    (folder / "目录.xlsx").mkdir()
    return {name: code for name, (_, code) in contents.items()} | {"目录": "file-unreadable"}


def foreign() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def test_bad_files_of_every_kind_mark_only_themselves(tmp_path: Path) -> None:
    expected = bad_files(tmp_path)
    run = validate(tmp_path, "--format", "json", "--jobs", "2")
    assert run.returncode == 2
    documents = {Path(each["file"]).stem: each for each in map(json.loads, run.stdout.splitlines())}
    assert documents.pop("好")["verdict"] == "pass"
    assert {name: each["faults"][0]["code"] for name, each in documents.items()} == expected
    assert {each["verdict"] for each in documents.values()} == {"unusable"}
    assert "Traceback" not in run.stderr


def damaged(folder: Path, name: str) -> Path:
    """A workbook with a formula typed over and its protection off."""
    path = workbook(folder, "miit-2024", name)
    book = load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if sheet.title == "工业清洁生产工作情况")
    formula = next(cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
    formula.value = 12345
    sheet.protection.sheet = False
    book.save(path)
    return path


def test_damage_is_told_unless_it_is_not_wanted_and_changes_no_verdict(tmp_path: Path) -> None:
    path = damaged(tmp_path, "改.xlsx")
    silent = json.loads(validate(path, "--format", "json", "--no-damage").stdout)
    asked = json.loads(validate(path, "--format", "json").stdout)
    assert silent["damage"] is None
    assert {"damage-formula-overwritten", "damage-sheet-unprotected"} <= {each["code"] for each in asked["damage"]}
    assert list(asked["damage"][0]) == ["code", "gravity", "sheet", "cell", "old", "new", "message"]
    assert {**asked, "damage": None} == silent


def test_healing_writes_a_workbook_without_the_damage_for_each_file(tmp_path: Path) -> None:
    for place in ("甲", "乙"):
        (tmp_path / place).mkdir()
        damaged(tmp_path / place, "改.xlsx")
    (tmp_path / "乙" / "坏.xlsx").write_bytes(b"PK")
    out = tmp_path / "修复"
    run = validate(tmp_path / "甲", tmp_path / "乙", "--heal", out, "--format", "json", "--jobs", "2")
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [Path(each["healed"]).name for each in told] == ["改.xlsx", "", "改-2.xlsx"]
    again = [json.loads(line) for line in validate(out, "--format", "json").stdout.splitlines()]
    assert [each["damage"] for each in again] == [[], []]
    assert validate(tmp_path / "甲", "--heal", out).returncode == 2, "what is there must stay"


def test_a_workbook_that_cannot_be_healed_is_not_passed_over(folder: Path, tmp_path: Path) -> None:
    """What stands in the way of the canonical workbook is told, and the exit code says so."""
    (tmp_path / "修复" / "企业.xlsx").mkdir(parents=True)
    run = validate(folder / "企业.xlsx", "--heal", tmp_path / "修复", "--force")
    assert run.returncode == 2
    assert "[file-unwritable]" in run.stdout


def test_the_report_and_a_healed_workbook_never_take_each_other_s_place(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "企业.xlsx"
    run = validate(folder / "企业.xlsx", "--heal", tmp_path, "--out", out, "--format", "json")
    assert run.returncode == 0
    assert Path(json.loads(out.read_bytes())["healed"]).name == "企业-2.xlsx"
    assert (tmp_path / "企业-2.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_a_batch_at_once_and_says_so(folder: Path, tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.xlsx").write_bytes((folder / "盘锦.xlsx").read_bytes())
    command = [sys.executable, "-c", "from cli.main import main; main()", "validate", str(tmp_path), "--jobs", "2"]
    environment = {**os.environ, "QINGBIAO_LANG": "zh", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()  # it has begun
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to all of them
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "已中断" in said.decode()
    assert "Traceback" not in said.decode()
