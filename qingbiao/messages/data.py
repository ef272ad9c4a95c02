"""Messages about the values given for a form."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "data-empty": Message(
        zh="文件里什么也没有；要填的写在 values: 之下",
        en="the file is empty; write what is to be filled in under values:",
    ),
    "data-not-mapping": Message(
        zh="这里应为“编号: 值”，而不是 {given}", en='there should be "id: value" here, not {given}'
    ),
    "data-not-rows": Message(
        zh="“{id}”是名录，应为列表，一行一项", en='"{id}" is a register: write a list, one item for each row'
    ),
    "data-row-not-mapping": Message(
        zh="名录“{id}”的一行应为“列: 值”", en='a row of the register "{id}" should be "column: value"'
    ),
    "data-unknown-key": Message(zh="没有“{key}”这一项；有：{legal}", en='there is no "{key}" here; there are: {legal}'),
    "data-unknown-field": Message(zh="没有“{id}”这个指标", en='there is no field "{id}"'),
    "data-unknown-check": Message(
        zh="没有“{id}”这条核实性审核关系", en='there is no check "{id}" that takes an explanation'
    ),
    "data-unknown-parameter": Message(zh="没有“{id}”这个参数", en='there is no parameter "{id}"'),
    "data-fixed-parameter": Message(zh="参数“{id}”不许改", en='the parameter "{id}" is fixed'),
    "data-parameter-source": Message(
        zh="参数“{id}”自填数值要写出处（source）", en='a value of your own for the parameter "{id}" needs its source'
    ),
    "data-factor-choice": Message(
        zh="“{label}”的因子表里没有“{choice}”；这一级可选：{legal}",
        en='the factor table of "{label}" has no "{choice}"; on this level there are: {legal}',
    ),
    "data-not-number": Message(
        zh="“{title}”要填数字，这里是“{given}”", en='"{title}" takes a number, here it is "{given}"'
    ),
    "data-not-date": Message(
        zh="“{title}”要填日期，如 2024-05-31，这里是“{given}”",
        en='"{title}" takes a date such as 2024-05-31, here it is "{given}"',
    ),
    "data-not-text": Message(
        zh="“{title}”要填文字，这里是 {given}；编号一类加上引号",
        en='"{title}" takes text, here it is {given}; put codes in quotes',
    ),
    "data-too-many-rows": Message(
        zh="名录“{id}”最多 {most} 行，这里有 {given} 行", en='the register "{id}" takes {most} rows, here are {given}'
    ),
    "data-edition": Message(
        zh="这是“{given}”的数据，不能填进“{wanted}”", en='these are values for "{given}", not for "{wanted}"'
    ),
    "data-twice": Message(zh="“{id}”写了两次；删去一处", en='"{id}" is given twice; delete one'),
    "option-of-forms": Message(
        zh="填进已有的工作簿时，--kind、--year 由工作簿决定；请去掉",
        en="with a workbook, its own kind and year hold; leave out --kind and --year",
    ),
    "option-rows": Message(
        zh="--rows 要写行数（500）或 名录=行数（documents=20），这里是“{given}”",
        en='--rows takes a number (500) or register=number (documents=20), not "{given}"',
    ),
}
