"""What the user guide tells people to type works, and its messages exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.settings import SPEC, SUBMIT_TO, TOKEN_FILE
from qingbiao.messages import CATALOGUE
from tests.docs import tables
from tests.docs.blocks import blocks, commands
from tests.docs.test_tutorial import in_chinese, matches, run

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "user-guide.md"

__all__ = ["in_chinese"]


def test_the_commands_of_the_user_guide_answer_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], in_chinese: None
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path / "home"))
    typed = [command for block in blocks(GUIDE) for command in commands(block)]
    assert len(typed) > 5
    for command in typed:
        answer = run(command, monkeypatch, capsys)
        assert matches(answer, command.answer), f"$ {command.typed}\n{answer}"


def test_every_message_the_user_guide_names_is_in_the_catalogue() -> None:
    [table] = [table for table in tables.read(GUIDE) if table.head[0] == "编号"]
    assert [row[0] for row in table.rows if row[0] not in CATALOGUE] == []


def test_the_user_guide_lists_the_settings_that_the_buttons_read() -> None:
    [table] = [table for table in tables.read(GUIDE) if table.head == ("名称", "是什么", "没有写时")]
    assert [row[0].strip("`") for row in table.rows] == [SUBMIT_TO, TOKEN_FILE, SPEC]
