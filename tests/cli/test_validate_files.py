"""What ``qingbiao validate`` is given and where it writes: no file is forgotten, lost, or the end of the others."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator.reader import read_workbook
from qingbiao.load import SHIPPED
from tests.cli.test_validate import ROOT, validate, workbook
from tests.generator.edits import Change, in_book, replaced


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("收到"), "enterprise-2024", "企业.xlsx")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("收到"), "panjin-2024", "盘锦.xlsx")


def documents(*words: str | Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in validate(*words, "--no-damage", "--format", "json").stdout.splitlines()]


def codes(document: dict[str, object], about: str) -> list[str]:
    told = document[about]
    assert isinstance(told, list)
    return [each["code"] for each in told]


def after(change: Change, path: Path, folder: Path, name: str = "改.xlsx") -> Path:
    made = folder / name
    made.write_bytes(change(path.read_bytes()))
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_pipe_in_a_folder_is_no_workbook_and_nothing_is_the_current_folder(received: Path, tmp_path: Path) -> None:
    shutil.copy(received, tmp_path / "企业.xlsx")
    os.mkfifo(tmp_path / "管道.xlsx")
    assert [Path(str(each["file"])).name for each in documents(tmp_path)] == ["企业.xlsx"]
    run = validate("", "--no-damage")
    assert (run.returncode, "no-such-file" in run.stderr) == (2, True)


def test_a_file_that_never_ends_is_too_large(tmp_path: Path) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no such device")
    (told,) = documents(endless)
    assert codes(told, "faults") == ["workbook-too-large"]


# --- which files -------------------------------------------------------------------------------------------------


def test_workbooks_are_found_however_their_ending_is_written_and_each_once(received: Path, tmp_path: Path) -> None:
    inner = tmp_path / "市" / "区"
    inner.mkdir(parents=True)
    for place in (tmp_path / "甲.XLSX", inner / "乙.xlsx", inner / ".藏.xlsx", inner / "~$乙.xlsx"):
        shutil.copy(received, place)
    (inner / "回").symlink_to(tmp_path)
    twice = [tmp_path, tmp_path / "甲.XLSX", inner / ".." / "区" / "乙.xlsx", f"{tmp_path}/**/*.xlsx"]
    assert [Path(str(each["file"])).name for each in documents(*twice)] == ["甲.XLSX", "乙.xlsx"]


def test_an_empty_folder_is_not_called_a_missing_file(tmp_path: Path) -> None:
    run = validate(tmp_path)
    assert run.returncode == 2
    assert "[no-file-inside]" in run.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="NOT CHECKED, the root user may open every folder")
def test_a_folder_that_may_not_be_opened_is_told(received: Path, tmp_path: Path) -> None:
    shutil.copy(received, tmp_path)
    closed = tmp_path / "关"
    closed.mkdir(mode=0)
    told = documents(tmp_path)
    assert [each["verdict"] for each in told] == ["pass", "unusable"]
    assert told[1]["file"] == str(closed)


@pytest.mark.skipif(sys.platform != "linux", reason="NOT CHECKED, names are texts here")
def test_a_name_that_is_no_text_costs_nothing(received: Path, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "盘锦.xlsx".encode("gb18030")
    shutil.copy(received, name)
    assert [os.fsencode(str(each["file"])) for each in documents(tmp_path)] == [name]
    for wanted in ("json", "text", "html"):
        assert validate(tmp_path, "--no-damage", "--format", wanted, "--out", tmp_path / f"o.{wanted}").returncode == 0
    [line] = (tmp_path / "o.json").read_text(encoding="utf-8").splitlines()
    assert os.fsencode(json.loads(line)["file"]) == name


# --- where it writes ---------------------------------------------------------------------------------------------


def test_what_was_received_is_never_written_over(received: Path, filed: Path, tmp_path: Path) -> None:
    for place, path in (("甲", received), ("乙", filed)):
        (tmp_path / place).mkdir()
        shutil.copy(path, tmp_path / place / "报.xlsx")
    both = (tmp_path / "甲", tmp_path / "乙")
    for words in (("--heal", both[1]), ("--out", both[0] / ".." / "乙" / "报.xlsx")):
        run = validate(*both, *words, "--force")
        assert (run.returncode, "[file-received]" in run.stderr) == (2, True)
        assert (both[1] / "报.xlsx").read_bytes() == filed.read_bytes()


def test_a_file_where_a_folder_should_be_is_told_at_once(received: Path, tmp_path: Path) -> None:
    (tmp_path / "档").write_bytes(b"")
    run = validate(received, "--heal", tmp_path / "档")
    assert (run.returncode, run.stdout) == (2, "")
    assert "[file-unwritable]" in run.stderr


# --- what is in them ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["/", 99999, -5, 0, "2024年", None])
@pytest.mark.parametrize("key", ["edition", "kind", "year"])
def test_an_identity_that_cannot_be_is_told_of_that_file_only(
    key: str, value: object, received: Path, tmp_path: Path
) -> None:
    def edit(book: object) -> None:
        cells = book["_qingbiao"]  # type: ignore[index]
        row = next(row for row in cells.iter_rows() if row[0].value == key)
        row[1].value = value

    shutil.copy(received, tmp_path)
    after(in_book(edit), received, tmp_path)
    told = {Path(str(each["file"])).name: each for each in documents(tmp_path)}
    assert told[received.name]["verdict"] == "pass"
    assert codes(told["改.xlsx"], "faults") == ["workbook-kind" if key == "kind" else "workbook-edition"]


def test_a_column_that_grew_alone_is_read_to_its_end(filed: Path, tmp_path: Path) -> None:
    def edit(book: object) -> None:
        name = book.defined_names["pollutants.cod"]  # type: ignore[attr-defined]
        sheet, _, area = name.attr_text.partition("!")
        first, last = area.split(":")
        row = int(last.rpartition("$")[2]) + 4
        name.attr_text = f"{sheet}!{first}:{last.rpartition('$')[0]}${row}"
        book[sheet.strip("'")][f"{last.split('$')[1]}{row}"] = 7.5  # type: ignore[index]

    path = after(in_book(edit), filed, tmp_path)
    received = read_workbook(path, SHIPPED)
    assert received.filing.columns["pollutants.cod"][-1] == 7.5
    [told] = documents(path)
    assert told["verdict"] == "fail"
    assert validate(path).returncode == 1
    assert "[" not in validate(path, "--heal", tmp_path / "修复").stderr


def test_a_number_json_does_not_know_is_a_text_there(filed: Path, tmp_path: Path) -> None:
    part = next(name for name, text in sheets_of(filed).items() if "<v>30000</v>" in text)
    path = after(replaced(part, "<v>30000</v>", "<v>1E999</v>"), filed, tmp_path)
    run = validate(path, "--no-damage", "--format", "json")
    told = json.loads(run.stdout, parse_constant=pytest.fail)
    assert "inf" in [each["value"] for each in told["findings"]]


def sheets_of(path: Path) -> dict[str, str]:
    with ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]*\.xml", name)]
        return {name: archive.read(name).decode() for name in parts}


def test_a_cell_cannot_write_lines_of_its_own(received: Path, tmp_path: Path) -> None:
    def edit(book: object) -> None:
        sheet = book["企业填报表"]  # type: ignore[index]
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 325000)
        cell.value = "5\n好.xlsx: 可以上报"

    run = validate(after(in_book(edit), received, tmp_path), "--no-damage")
    assert "5␊好.xlsx: 可以上报" in run.stdout
    assert not any(line.startswith("好.xlsx") for line in run.stdout.splitlines())


# --- the forms ---------------------------------------------------------------------------------------------------


def test_a_folder_without_forms_is_not_the_workbooks_fault(received: Path, tmp_path: Path) -> None:
    run = validate(received, "--spec", tmp_path / "没有")
    assert (run.returncode, run.stdout) == (2, "")
    assert "[spec-empty]" in run.stderr


def test_forms_with_faults_are_told_once_and_not_of_the_workbooks(received: Path, filed: Path, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "spec")
    table = tmp_path / "spec" / "mee-2024" / "table1.yaml"
    table.write_text(table.read_text(encoding="utf-8").replace("sheet: 表1", "\tsheet: 表1", 1), encoding="utf-8")
    for files in ((received,), (received, filed)):
        run = validate(*files, "--spec", tmp_path / "spec")
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr.count("[yaml-syntax]") == 1
        assert "table1.yaml" in run.stderr


# --- who listens -------------------------------------------------------------------------------------------------


def test_who_stops_reading_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "from cli.main import main; main()", "list"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert (run.returncode, run.stderr) == (0, b"")
