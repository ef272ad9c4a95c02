"""``qingbiao addin`` as people run it, on a machine that has no Excel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.generator.shipped import ROOT


def test_the_add_in_is_built_where_asked_and_not_over_another_file(tmp_path: Path) -> None:
    first = run("addin", "build", "--out", tmp_path, folder=tmp_path)
    assert first.exit_code == 0
    for name in ("qingbiao.xlam", "qingbiao.oxt"):
        assert (tmp_path / name).read_bytes() == (ROOT / "templates" / "addin" / name).read_bytes()
    again = run("addin", "build", "--out", tmp_path, folder=tmp_path)
    assert (again.exit_code, again.codes) == (2, ["file-exists"])


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="would change this machine's Excel")
@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_where_there_is_no_excel_the_add_in_commands_say_what_is_possible(tmp_path: Path, command: str) -> None:
    said = run("addin", command, folder=tmp_path)
    assert (said.exit_code, said.codes) == (2, ["addin-no-excel"])
    assert "qingbiao addin build" in said.err


def test_the_help_of_the_add_in_is_in_both_languages(tmp_path: Path) -> None:
    assert "diagnose" in run("addin", "--help", folder=tmp_path).out
    assert "诊断" in run("addin", "--help", folder=tmp_path, LANG="zh_CN.UTF-8").out
