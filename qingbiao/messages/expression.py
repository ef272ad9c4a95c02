"""What is said about an expression of the specification that cannot be used."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

_KINDS: Final = {
    "number": ("数字", "a number"),
    "text": ("文本", "a text"),
    "date": ("日期", "a date"),
    "condition": ("条件（真或假）", "a condition (true or false)"),
    "scalar": ("数字、日期或文本", "a number, a date or a text"),
}


_WRONG: Final = (
    *(("number", expected) for expected in ("text", "date", "condition")),
    *(("text", expected) for expected in ("number", "date", "condition")),
    *(("date", expected) for expected in ("text", "condition")),
    *(("condition", expected) for expected in ("number", "text", "date", "scalar")),
)
"""What is found, and what should have been: a date may stand for a number."""


def _wrong_types() -> dict[str, Message]:
    """``expr-text-for-number`` and so on: what was found, and what belongs there."""
    return {
        f"expr-{found}-for-{expected}": Message(
            zh=f"“{{part}}”是{_KINDS[found][0]}，这里应为{_KINDS[expected][0]}",
            en=f'"{{part}}" is {_KINDS[found][1]}; {_KINDS[expected][1]} belongs here',
        )
        for found, expected in _WRONG
    }


_WRITING: Final = {
    "expr-empty": Message(zh="表达式是空的", en="the expression is empty"),
    "expr-character": Message(zh="不认识的字符“{character}”", en='unknown character "{character}"'),
    "expr-bad-name": Message(
        zh="“{name}”不能作名称：名称只用小写字母、数字和下划线，以点分段",
        en='"{name}" is no name: names have small letters, digits and underscores, in parts joined by dots',
    ),
    "expr-bad-number": Message(zh="数字“{number}”太大", en="the number {number} is too large"),
    "expr-open-text": Message(zh="文本缺少右引号 {quote}", en="the text lacks its closing quote {quote}"),
    "expr-long-text": Message(
        zh="文本有 {length} 个字符，最多 {limit} 个",
        en="the text has {length} characters; at most {limit} are possible",
    ),
    "expr-absent-text": Message(
        zh="“{text}”不是一个值：空白用 blank(x) 判断，不适用用 na(x) 判断",
        en='"{text}" is no value: ask blank(x) for blank cells and na(x) for "not applicable"',
    ),
    "expr-unexpected": Message(zh="这里不应出现“{found}”", en='"{found}" does not belong here'),
    "expr-unexpected-end": Message(zh="表达式没有写完", en="the expression ends too early"),
    "expr-open-parenthesis": Message(
        zh="第 {opened} 列的左括号没有右括号", en='"(" at column {opened} is never closed'
    ),
    "expr-chained-comparison": Message(
        zh="比较不能连写，请用 and 连接，或用 between(x, a, b)",
        en="comparisons cannot be chained: join them with and, or use between(x, a, b)",
    ),
    "expr-too-deep": Message(zh="括号或函数嵌套超过 {limit} 层", en="nested more than {limit} levels deep"),
    "expr-too-many-parts": Message(
        zh="表达式有 {count} 个词，最多 {limit} 个：请拆成几个指标",
        en="the expression has {count} words and signs; at most {limit} are possible: split it into several fields",
    ),
    "expr-too-long": Message(
        zh="写成 Excel 公式有 {length} 个字符，最多 {limit} 个：请拆成几个指标",
        en="as an Excel formula it has {length} characters; at most {limit} are possible: split it into several fields",
    ),
}

_MEANING: Final = {
    "expr-unknown-name": Message(zh="没有名为“{name}”的指标或参数", en='there is no field or parameter "{name}" here'),
    "expr-unknown-function": Message(zh="没有函数“{name}”", en='there is no function "{name}"'),
    "expr-argument-count": Message(
        zh="函数 {name} 需要 {expected} 个参数，写了 {found} 个", en="{name} takes {expected} arguments, not {found}"
    ),
    "expr-column-for-cell": Message(
        zh="“{part}”是整列，这里应为一个值：可用 sum、min、max、count、rows、count_if、count_of、lookup",
        en='"{part}" is a whole column; one value belongs here: use sum, min, max, count, rows, count_if, count_of or '
        "lookup",
    ),
    "expr-no-column": Message(
        zh="函数 {name} 的参数应为名录的整列，“{part}”不是",
        en='{name} takes a whole column of a register; "{part}" is none',
    ),
    "expr-no-reference": Message(
        zh="函数 {name} 的参数应为指标或整列的名称，“{part}”不是",
        en='{name} takes names of fields or columns; "{part}" is none',
    ),
    "expr-no-decimals": Message(
        zh="“{part}”不是小数位数：应写 0 到 {limit} 的整数",
        en='"{part}" is no number of decimals: write a whole number from 0 to {limit}',
    ),
    "expr-no-literal": Message(
        zh="函数 {name} 要找的值应直接写出（数字或带引号的文本），“{part}”不是",
        en='{name} looks for a number or a quoted text, written out; "{part}" is neither',
    ),
    "expr-no-list": Message(
        zh="函数 {name} 的这个参数应为代码表的编号，加引号直接写出，“{part}”不是",
        en='{name} takes the id of a code list here, written out in quotes; "{part}" is none',
    ),
    "expr-mixed-types": Message(
        zh="“{first}”与“{other}”类型不同，不能放在一起", en='"{first}" and "{other}" are of different types'
    ),
    "expr-text-order": Message(
        zh="文本只能用 == 或 != 比较，不能用 {sign}", en="texts compare only with == and !=, not with {sign}"
    ),
    "expr-circle": Message(
        zh="计算转了圈，谁也算不出：{circle}", en="these are computed from each other in a circle: {circle}"
    ),
    "expr-divided-by-zero": Message(zh="除数是 0", en="this divides by zero"),
}

MESSAGES: Final[dict[str, Message]] = {**_WRITING, **_MEANING, **_wrong_types()}
