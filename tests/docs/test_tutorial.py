"""The tutorial is carried out: every file written, every command typed, every answer compared with what is printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.language import language
from cli.main import main
from tests.docs.blocks import Command, blocks, commands, store

if TYPE_CHECKING:
    from collections.abc import Iterator

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
LEFT_OUT = "…"


@pytest.fixture(autouse=True)
def _in_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QINGBIAO_LANG", "zh")
    language.cache_clear()
    yield
    language.cache_clear()


def test_everything_in_the_tutorial_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed = 0
    for block in blocks(TUTORIAL):
        if store(block, tmp_path):
            continue
        assert block.language == "console", f"line {block.line}: neither a file nor commands, so nothing proves it"
        for command in commands(block):
            answer = run(command, monkeypatch, capsys)
            assert matches(answer, command.answer), f"line {block.line}: $ {command.typed}\n{answer}"
            typed += 1
    assert typed > 8


def run(command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command answers; nothing is started, the command line is called as the program calls it."""
    monkeypatch.setattr("sys.argv", shlex.split(command.typed))
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr()
    return said.out + said.err


def matches(answer: str, printed: str) -> bool:
    """Whether the answer is what is printed; a line ``…`` stands for any lines."""
    lines = [".*" if line == LEFT_OUT else re.escape(line) for line in printed.split("\n")]
    return re.fullmatch("\n".join(lines), answer.rstrip("\n"), re.DOTALL) is not None
