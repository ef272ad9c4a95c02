"""An explanation has to say something: what officials get as 核实无误 is refused, and what names a reason is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingbiao.explanations import EMPTY_CHARACTERS, EMPTY_WORDS, LEAST, refusals, substance

EMPTY = (
    "核实无误", "情况属实", "经核实，情况属实。", "已核对，数据准确无误", "无", "同上", "/", "——", "好的", "没有。",
    "属实，无异常", "经核实，本表数据真实、准确，没有问题！", "审核说明", "确为此数",
    "已核实确认，均为实际数据", "经核实数据填报正确，没有错误", "不清楚原因", "不知道为什么", "企业自己填的",
    "本单位已认真核对", "数据来源于企业", "123456789", "2024.12.31", "aaaaaaaa", "呵呵呵呵呵呵",
    "好好好好好吧", "1.2354x",
)  # fmt: skip
REASONS = (
    "燃气公司按热值出具的检测报告，系数为 1.2354", "两家企业12月底验收，绩效计入下一年度", "上年提出的方案今年实施",
    "见2024年第3号监测报告", "含2010年以前审核的企业3家", "省厅以公告形式统一发布，市级未另发",
    "2024年停产", "A班停产改A班", "Plant closed in May",
)  # fmt: skip


@pytest.mark.parametrize("text", EMPTY)
def test_texts_that_give_no_reason(text: str) -> None:
    assert refusals({"a": text}) == {"a": "explanation-empty"}


@pytest.mark.parametrize("text", REASONS)
def test_texts_that_give_one(text: str) -> None:
    assert refusals({"a": text}) == {}


def test_a_blank_is_missing_and_a_repeated_text_is_told_at_both() -> None:
    text = "含2010年以前审核的企业3家"
    found = refusals({"a": text, "b": "  ", "c": text, "d": text + "，另1家注销"})
    assert found == {"a": "explanation-repeated", "b": "explanation-missing", "c": "explanation-repeated"}


@given(st.lists(st.sampled_from([*EMPTY_WORDS, *EMPTY_CHARACTERS]), max_size=30))
def test_nothing_is_said_by_any_number_of_empty_words(words: list[str]) -> None:
    assert substance("，".join(words)) < LEAST


def test_longer_words_go_before_those_they_contain() -> None:
    """Taken out one after another; the other order would leave halves of words behind."""
    for index, word in enumerate(EMPTY_WORDS):
        assert not [shorter for shorter in EMPTY_WORDS[:index] if shorter in word], word
