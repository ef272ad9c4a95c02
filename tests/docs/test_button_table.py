"""docs/user-guide.md lists the buttons as the code has them; ``pytest --regold`` rewrites the table."""

from __future__ import annotations

from pathlib import Path

from addin.buttons import TAB_KEYTIP, When, buttons
from tests.docs.published import published

DOCUMENT = Path(__file__).parents[2] / "docs" / "user-guide.md"
BEGIN, END = "<!-- buttons -->", "<!-- end of buttons -->"
WHEN = {
    When.OPEN: "打开任何工作簿",
    When.FORM: "清表的工作簿",
    When.REGISTER: "有名录的清表工作簿",
    When.FILED: "清表的工作簿或回执",
}


def table() -> str:
    lines = ["| 按钮 | 做什么 | 什么时候可用 | 快捷键 |", "|---|---|---|---|"]
    lines += [
        f"| {button.label.zh} {button.label.en} | {button.supertip.zh} | {WHEN[button.when]} | {button.keytip} |"
        for button in buttons()
    ]
    return "\n".join(lines)


def test_the_published_table_is_the_one_in_the_code(regold: bool) -> None:
    text = published(DOCUMENT, BEGIN, END, table(), regold)
    assert "依次是 " + "、".join(TAB_KEYTIP) in text
