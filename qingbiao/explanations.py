"""审核说明: the reason a verify finding needs, and when it says nothing.

核实无误, 情况属实 or the same sentence beside every finding tell the reviewer nothing, so they are refused. What is
left of a text without such words has to be a handful of characters at least, not only digits, and not the same key
pressed again and again. The workbook applies the same rule by formula (:mod:`generator.checks.tally_sheet`), from the
words below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

LEAST: Final = 5
"""Characters that an explanation has at least once the words that say nothing are taken out."""

EMPTY_WORDS: Final = (
    "没有问题", "没有错误", "没有异常", "没问题", "无问题", "无异常", "无错误", "无变化", "没有", "没错",
    "核实", "核对", "核查", "核验", "复核", "确认", "检查", "审核", "情况", "数据", "数字", "数值", "填报", "填写",
    "准确", "正确", "真实", "属实", "无误", "正常", "确实", "确为", "此数", "如此", "这样", "实际", "同上", "同前",
    "如上", "见上", "本表", "说明", "已经", "全部", "不清楚", "不知道", "原因", "认真", "本单位", "企业",
)  # fmt: skip
"""Taken out one after another, the longer before the shorter that they contain."""

EMPTY_CHARACTERS: Final = "经已均都为是的了无有与和就、，。；：！？“”（）·…—/-,.;:!?()'_ \u3000\u00a0"
_NO_CHARACTERS: Final = str.maketrans("", "", EMPTY_CHARACTERS)

DIGITS: Final = "0123456789"
FEWEST_BESIDE_DIGITS: Final = 2
"""Characters other than digits, at least: a number alone gives no reason."""


def without(text: str, parts: Iterable[str]) -> str:
    """A text with parts taken out, one after another."""
    for part in parts:
        text = text.replace(part, "")
    return text


def rest_of(text: str) -> str:
    """What is left of a text without the words and characters that say nothing."""
    return without(text, EMPTY_WORDS).translate(_NO_CHARACTERS) if text else ""


def substance(text: str) -> int:
    """How many characters of a text say something: its first and its last kind count once, however often."""
    rest = rest_of(text)
    if len(without(rest, DIGITS)) < FEWEST_BESIDE_DIGITS:
        return 0
    return len(without(rest, {rest[0], rest[-1]})) + 2


def refusals(explanations: Mapping[str, str]) -> dict[str, str]:
    """Why explanations (by check code) are not accepted, as codes of the message catalogue; the good are left out."""
    refused: dict[str, str] = {}
    texts = list(explanations.values())
    for code, text in explanations.items():
        if not text.strip(" "):
            refused[code] = "explanation-missing"
        elif substance(text) < LEAST:
            refused[code] = "explanation-empty"
        elif texts.count(text) > 1:
            refused[code] = "explanation-repeated"
    return refused
