"""Where the programs of a person keep what is theirs: one folder for all of them, whatever the system."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.log import home


@pytest.mark.parametrize(
    ("system", "variable", "default"),
    [
        ("linux", "XDG_DATA_HOME", ".local/share"),
        ("win32", "LOCALAPPDATA", "AppData/Local"),
        ("darwin", "", "Library/Application Support"),
    ],
)
def test_where_each_system_wants_it(system: str, variable: str, default: str) -> None:
    """An empty variable is as good as none: else it would be a folder wherever one happens to be."""
    for environment in ({}, {variable: ""}, {variable: "", "QINGBIAO_HOME": ""}):
        assert home(environment, system) == Path.home() / default / "qingbiao"
    if variable:
        assert home({variable: "data"}, system) == Path("data/qingbiao")
    assert home({variable: "data", "QINGBIAO_HOME": "somewhere"}, system) == Path("somewhere")


def test_the_real_one_is_asked_each_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path))
    assert home() == tmp_path
