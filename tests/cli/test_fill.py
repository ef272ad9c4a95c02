"""``qingbiao fill``: over a workbook that has been issued already, and from a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.load import SHIPPED, load_edition
from tests.cli.command import refused, run
from tests.cli.test_cli import MIIT


def test_filling_a_workbook_keeps_whom_it_was_issued_to(tmp_path: Path) -> None:
    edition = load_edition("miit-2024")
    issued = build_workbook(edition, edition.kinds[0], unit="盘锦市工业和信息化局", serial="S-0042")
    (tmp_path / "issued.xlsx").write_bytes(issued.content)
    assert run("fill", "issued.xlsx", MIIT, "-o", "filled.xlsx", folder=tmp_path).exit_code == 0
    received = read_workbook(tmp_path / "filled.xlsx", SHIPPED)
    assert (received.unit, received.serial) == ("盘锦市工业和信息化局", "S-0042")


@pytest.mark.parametrize("rows", ["40", "documents=40"])
def test_a_workbook_that_is_filled_can_be_given_more_rows(rows: str, tmp_path: Path) -> None:
    edition = load_edition("miit-2024")
    (tmp_path / "issued.xlsx").write_bytes(build_workbook(edition, edition.kinds[0]).content)
    said = run("fill", "issued.xlsx", MIIT, "--rows", rows, "-o", "filled.xlsx", folder=tmp_path)
    assert said.exit_code == 0
    assert read_workbook(tmp_path / "filled.xlsx", SHIPPED).capacities["documents"] == 40


@pytest.mark.parametrize("option", [("--kind", "bureau"), ("--year", "2024")])
def test_a_workbook_says_its_kind_and_year_itself(option: tuple[str, str], tmp_path: Path) -> None:
    edition = load_edition("miit-2024")
    (tmp_path / "issued.xlsx").write_bytes(build_workbook(edition, edition.kinds[0]).content)
    refused(2, ["option-of-forms"], "fill", "issued.xlsx", MIIT, *option, "-o", "a.xlsx", folder=tmp_path)


@pytest.mark.parametrize(
    ("place", "code"),
    [("没有.yaml", "no-such-file"), (".", "file-unreadable"), ("x" * 300 + ".yaml", "no-such-file")],
)
def test_data_files_that_cannot_be_read(place: str, code: str, tmp_path: Path) -> None:
    said = run("fill", "miit", place, "-o", "a.xlsx", folder=tmp_path)
    assert said.exit_code == (2 if code == "no-such-file" else 1)
    assert said.codes == [code]
