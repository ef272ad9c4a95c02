"""docs/damage.md lists every kind of damage as the code knows it; ``pytest --regold`` rewrites the table."""

from __future__ import annotations

from pathlib import Path

from generator.damage.cells import MOST_SPOTS
from generator.damage.compare import MOST_OF_A_KIND
from generator.damage.damage import CURE_CODES, GRAVITY_CODES, KINDS
from generator.damage.snapshot import MOST_AREAS, MOST_CELLS, MOST_ELEMENTS, MOST_OF_TREES, MOST_TEXT
from generator.package import MOST_OF_A_PART
from qingbiao.messages import CATALOGUE
from tests.docs.published import published

DOCUMENT = Path(__file__).parents[2] / "docs" / "damage.md"
BEGIN, END = "<!-- kinds -->", "<!-- end of kinds -->"


def said(code: str, language: str) -> str:
    """A message with its gaps as dots, fit for a table."""
    message = CATALOGUE[code]
    text = message.zh if language == "zh" else message.en
    for slot in message.slots():
        text = text.replace(f"{{{slot}}}", "…")
    return text.replace("|", "\\|")


def table() -> str:
    lines = ["| 代码 | 含义 | meaning | 轻重 | 修复 |", "|---|---|---|---|---|"]
    for code, kind in KINDS.items():
        cells = (f"`{code}`", said(code, "zh"), said(code, "en"), said(GRAVITY_CODES[kind.gravity], "zh"),
                 said(CURE_CODES[kind.cure], "zh"))  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_published_list_is_the_one_in_the_code(regold: bool) -> None:
    published(DOCUMENT, BEGIN, END, table(), regold)


def test_the_bounds_are_those_of_the_code() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for bound in (MOST_CELLS, MOST_ELEMENTS, MOST_TEXT, MOST_AREAS, MOST_SPOTS):
        assert f"| {bound:,}" in text
    for size in (MOST_OF_A_PART, MOST_OF_TREES):
        assert f"| {size >> 20} MiB |" in text
    assert f"超过 {MOST_OF_A_KIND} 处" in text


def test_the_list_is_long_and_everything_in_it_differs() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(KINDS) >= 40
    assert len({row.split("|")[2] for row in rows}) == len(rows)
