"""Messages about code lists, factor tables, and the files they are read from."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

_FILES: Final[dict[str, Message]] = {
    "datafile-none": Message(
        zh="找不到 {path}，找过的文件夹：{folders}",
        en="there is no {path} in any of these folders: {folders}",
    ),
    "datafile-unreadable": Message(zh="文件读不出来：{reason}", en="the file cannot be read: {reason}"),
    "datafile-not-utf8": Message(
        zh="文件不是 UTF-8 编码，请另存为“CSV UTF-8（逗号分隔）”",
        en='the file is not UTF-8; save it as "CSV UTF-8 (comma delimited)"',
    ),
    "datafile-csv": Message(zh="不是完好的 CSV：{problem}", en="this is not sound CSV: {problem}"),
    "datafile-columns": Message(
        zh="第一行应为“{expected}”，现为“{found}”",
        en="the first line must be `{expected}`, it is `{found}`",
    ),
    "datafile-cells": Message(
        zh="这一行应有 {expected} 格，现有 {found} 格",
        en="this row must have {expected} cells, it has {found}",
    ),
    "datafile-name": Message(
        zh="编号“{name}”与文件名“{file}”不一致",
        en="the id `{name}` is not the name of the file, `{file}`",
    ),
    "datafile-unknown-key": Message(zh="这里不能写“{key}”", en="there is no key `{key}` here"),
    "datafile-missing-key": Message(zh="缺少“{key}”", en="the key `{key}` is missing"),
    "datafile-not-text": Message(zh="“{key}”应为文字", en="`{key}` must be a text"),
    "datafile-not-number": Message(
        zh="“{key}”应为大于零的数，现为“{given}”",
        en="`{key}` must be a number greater than zero, it is `{given}`",
    ),
    "datafile-not-list": Message(zh="“{key}”应为一列条目，至少一条", en="`{key}` must be a list of at least one item"),
    "datafile-not-map": Message(zh="“{key}”应由“名称: 值”组成", en="`{key}` must consist of `name: value`"),
}

_CODES: Final[dict[str, Message]] = {
    "codes-blank": Message(zh="代码或名称是空的", en="the code or the name is blank"),
    "codes-duplicate": Message(zh="代码 {code} 重复，第 {line} 行已有", en="the code {code} is already on line {line}"),
    "codes-shape": Message(
        zh="代码 {code} 不合本表任何一级的写法（是否丢了前导零？）",
        en="the code {code} fits no level of this list (has it lost a leading zero?)",
    ),
    "codes-no-parent": Message(
        zh="代码 {code} 的上级“{parent}”不在它前面的行中",
        en="the parent `{parent}` of the code {code} is on no line above it",
    ),
    "codes-parent-level": Message(
        zh="代码 {code} 不能是 {parent} 的下级",
        en="the code {code} cannot stand below {parent}",
    ),
    "codes-gap": Message(
        zh="代码 {code} 没有“{level}”一级，而该级没有写明此时显示什么（{key}）",
        en="the code {code} has nothing on the level `{level}`, which does not say what to show then (`{key}`)",
    ),
    "codes-same-label": Message(
        zh="同一上级之下有两个“{label}”，第 {line} 行已有",
        en="`{label}` is already on line {line}, below the same parent",
    ),
    "codes-pattern": Message(zh="“{given}”不是代码写法（正则表达式）", en="`{given}` is not a regular expression"),
    "codes-entry": Message(
        zh="显示方式“{given}”只能用 {legal}",
        en="how an entry is shown, `{given}`, may only use {legal}",
    ),
    "codes-level-id": Message(zh="两个层级的编号都是“{id}”", en="two levels have the id `{id}`"),
    "crosswalk-unknown": Message(zh="代码 {code} 不在 {list} 中", en="the code {code} is not in {list}"),
    "crosswalk-other-list": Message(
        zh="对照表“{crosswalk}”不是由上一版到“{list}”的对照表",
        en="the crosswalk `{crosswalk}` does not lead from the edition before to `{list}`",
    ),
    "crosswalk-duplicate": Message(
        zh="{old} 到 {new} 的对应重复，第 {line} 行已有",
        en="that {old} became {new} is already on line {line}",
    ),
    "codes-wildcard": Message(
        zh="逐级选择的选项“{label}”不能含 *、?、~：表格程序会把它们当作通配符；请改用全角字符",
        en='the choice "{label}" of a cascade cannot have *, ? or ~, which spreadsheets read as wildcards; '
        "use full-width characters",
    ),
}

_FACTORS: Final[dict[str, Message]] = {
    "factor-year": Message(zh="年份“{given}”应为四位数", en="the year `{given}` must have four digits"),
    "factor-evidence": Message(
        zh="依据“{given}”应为 C1（一份副本）或 C2（两份副本一致）",
        en="the evidence `{given}` must be C1 (one copy) or C2 (two copies agree)",
    ),
    "factor-duplicate": Message(
        zh="系列 {series} 已有 {year} 年“{area}”的数值",
        en="the series {series} already has a value for `{area}` in {year}",
    ),
    "factor-id": Message(zh="编号“{id}”已经用过", en="the id `{id}` is already used"),
    "factor-label": Message(zh="名称“{label}”已经用过", en="the label `{label}` is already used"),
    "factor-source": Message(zh="出处“{given}”不在 sources 中", en="the source `{given}` is not among `sources`"),
    "factor-range": Message(
        zh="应写 value，或写 low 和 high，且 low 小于 high",
        en="write `value`, or `low` and `high` with `low` the smaller",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_FILES, **_CODES, **_FACTORS}
