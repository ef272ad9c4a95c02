"""What an input tells the person who selects it, and what it says when a value is refused."""

from __future__ import annotations

from collections.abc import Iterator

from generator.names import LONGEST_PROMPT, LONGEST_PROMPT_TITLE
from qingbiao.form import Field, Table

_WHAT = {
    "text": "填文字",
    "count": "填整数",
    "quantity": "填数字",
    "percent": "填百分数，如 20%",
    "date": "填日期，如 2024-05-31",
    "choice": "从下拉列表中选择",
    "code": "从下拉列表中选择",
    "credit_code": "填18位统一社会信用代码，不带空格",
    "phone": "填电话号码，只用数字和短横，如 0427-2825678",
}


def prompt_title(field: Field) -> str:
    """The prompt's heading: the field's own name."""
    return _cut(field.label, LONGEST_PROMPT_TITLE)


def prompt(field: Field, table: Table) -> str:
    """What, unit, note, and whether ``/`` may stand; the spec's own text instead, where it has one."""
    if field.prompt is not None:
        text = _with_title(field, field.prompt)
        return text if len(text) <= LONGEST_PROMPT else field.prompt
    parts = [*_parts(field), *_notes(field, table)]
    text = _with_title(field, "\n".join(parts))
    return text if len(text) <= LONGEST_PROMPT else _cut(_with_title(field, "\n".join(_short(field))), LONGEST_PROMPT)


def _with_title(field: Field, text: str) -> str:
    """The whole title stands in the prompt when the heading shows only the end of it."""
    return text if field.title == field.label else f"{field.title}\n{text}"


def _parts(field: Field) -> Iterator[str]:
    what = _WHAT[field.type] + (f"，单位：{field.unit}" if field.unit else "")
    if field.accept_other:
        what += "；表中没有的可直接填写"
    yield what + ("（必填）" if field.required else "")
    if field.decimals and field.type == "quantity":
        yield f"至多{field.decimals}位小数"
    if field.numeric and field.min is not None and field.min < 0:
        yield "可以是负数"
    if field.may_be_na:
        yield "不适用的填“/”"


def _notes(field: Field, table: Table) -> Iterator[str]:
    for note in field.notes:
        yield f"注[{note}]：{table.notes[note - 1]}"


def _short(field: Field) -> Iterator[str]:
    yield from _parts(field)
    if field.notes:
        yield "见表下注" + "".join(f"[{note}]" for note in field.notes)


def refusal(field: Field) -> str:
    """What is said when the cell refuses a value."""
    what = "；".join(_refused(field))
    if field.accept_other:
        return _cut(f"“{field.label}”：列表里没有这一项。确实如此可以保留，否则请从列表中选择。", LONGEST_PROMPT)
    return _cut(f"“{field.label}”请{what}。", LONGEST_PROMPT)


def reported_prompt(field: Field) -> str:
    """What the cell beside a computed field is for."""
    unit = f"（{field.unit}）" if field.unit else ""
    return _cut(f"{field.title}{unit}\n纸质表上原来报的数，照抄；供核对，不参与计算，可以不填", LONGEST_PROMPT)


def reported_refusal(field: Field) -> str:
    """What is said when that cell refuses a value."""
    return _cut(f"“{field.label}”的原报数请填数字或“/”。", LONGEST_PROMPT)


def _refused(field: Field) -> Iterator[str]:
    yield _WHAT[field.type] + (f"（{field.unit}）" if field.unit else "")
    if field.type in {"quantity", "percent", "count"} and field.min is not None and field.max is not None:
        yield _range(field.min, field.max, percent=field.type == "percent")
    if field.decimals and field.type == "quantity":
        yield f"至多{field.decimals}位小数"
    if field.max_length is not None:
        yield f"至多{field.max_length}字"
    if field.may_be_na:
        yield "不适用的填“/”"
    elif not field.required and not field.computed:
        yield "没有的空着"
    if field.numeric and field.type != "date":
        yield "不要带单位、逗号或文字"


def _range(least: float, most: float, *, percent: bool) -> str:
    if percent:
        return f"在 {least:.0%} 到 {most:.0%} 之间"
    if least == 0 and most >= 1e12:
        return "不小于 0"
    return f"在 {least:g} 到 {most:g} 之间"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
