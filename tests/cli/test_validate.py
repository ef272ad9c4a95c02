"""``qingbiao validate``: the verdict of one file and of many, as text and as JSON Lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.workbook import build_workbook
from qingbiao.filing import EMPTY, Filing
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.load import load_edition

ROOT = Path(__file__).parents[2]


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
