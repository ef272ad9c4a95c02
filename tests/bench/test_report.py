"""A section that is measured alone takes the place of what it was, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import report
from bench.report import Table, store

README = """# bench

<!-- results: written by python -m bench -->

Measured with this and that.

### One

| | a |
|---|---|
| x | 1 |

A note on one.

### Two

| | a |
|---|---|
| y | 2 |

<!-- end of results -->

## After
"""


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "README.md"
    path.write_text(README, encoding="utf-8")
    monkeypatch.setattr(report, "README", path)
    return path


def test_a_section_takes_the_place_of_what_it_was(readme: Path) -> None:
    store("other versions", [Table("One", ("", "a"), (("x", "3"),))], whole=False)
    after = README.replace("| x | 1 |\n\nA note on one.\n", "| x | 3 |\n")
    assert readme.read_text(encoding="utf-8") == after


def test_a_new_section_comes_last(readme: Path) -> None:
    store("other versions", [Table("Three", ("", "a"), (("z", "3"),), ("A note.",))], whole=False)
    new = "### Three\n\n| | a |\n|---|---|\n| z | 3 |\n\nA note.\n\n"
    assert readme.read_text(encoding="utf-8") == README.replace("<!-- end", f"{new}<!-- end")


def test_a_whole_run_leaves_nothing_of_an_earlier_one(readme: Path) -> None:
    store("Measured with that.", [Table("Three", ("", "a"), (("z", "3"),))], whole=True)
    text = readme.read_text(encoding="utf-8")
    assert "### One" not in text
    assert "this and that" not in text
    assert text.startswith("# bench\n")
    assert text.endswith("## After\n")
