"""Messages about a form's YAML."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "file-unreadable": Message(zh="读不了这个文件：{reason}", en="cannot read this file: {reason}"),
    "yaml-too-large": Message(
        zh="文件超过 {most} MiB，不像是手写的 YAML", en="larger than {most} MiB: not YAML that a person wrote"
    ),
    "yaml-not-utf8": Message(
        zh="第 {byte} 字节处不是 UTF-8；请把文件另存为 UTF-8", en="not UTF-8 at byte {byte}; save the file as UTF-8"
    ),
    "yaml-syntax": Message(
        zh="YAML 写法有误：{problem}；看看这一行和上一行的缩进、冒号和引号",
        en="not valid YAML: {problem}; look at indentation, colons and quotes on this line and the one above",
    ),
    "yaml-too-deep": Message(zh="层次嵌套太深", en="nested too deeply"),
    "yaml-duplicate-key": Message(zh="“{key}”在这里写了两次；删去一处", en='"{key}" stands here twice; delete one'),
    "yaml-key": Message(
        zh="冒号前应为一个名称，不能是列表或“名称: 值”",
        en="before the colon there should be a name, not a list or a mapping",
    ),
    "yaml-merge": Message(zh="“<<”后应为别名，指向“名称: 值”", en='after "<<" there should be aliases of mappings'),
    "yaml-explodes": Message(
        zh="别名展开后超过 {most} 个值或引用了自己；请不用别名，直接写出",
        en="aliases expand to over {most} values or to themselves; write the values out",
    ),
    "yaml-tag": Message(
        zh="这里不能用 {tag}；请写普通的文字、数字、列表",
        en="{tag} cannot be used here; write plain text, numbers, lists",
    ),
    "spec-empty": Message(
        zh="{folder} 里没有报表：要有 form.yaml，或含 form.yaml 的下级文件夹",
        en="no form in {folder}: it needs a form.yaml, or folders that have one",
    ),
    "spec-edition-twice": Message(
        zh="版本编号“{edition}”与 {other} 相同；每一版的 edition 要不同，抄来改的请改它和 year",
        en='the edition "{edition}" is also that of {other}; each needs its own; in a copy, change it and the year',
    ),
    "no-such-form": Message(zh="没有“{name}”这个报表；有：{legal}", en='no form "{name}"; there are: {legal}'),
    "no-such-kind": Message(
        zh="“{edition}”没有“{name}”这种填报对象；有：{legal}",
        en='"{edition}" has no workbook kind "{name}"; there are: {legal}',
    ),
    "spec-table-name": Message(
        zh="table: 写的是“{name}”，文件名却是“{file}.yaml”；两处要一致",
        en='table: says "{name}", the file is called "{file}.yaml"; they must agree',
    ),
    "spec-no-table-file": Message(
        zh="{folder} 里没有“{name}.yaml”这个文件", en='there is no file "{name}.yaml" in {folder}'
    ),
    "spec-template": Message(
        zh="双花括号里的内容有误：{problem}；可用的名称：{legal}",
        en="the text in double braces is wrong: {problem}; names there are: {legal}",
    ),
    "spec-unknown-key": Message(zh="没有“{key}”这一项", en='there is no key "{key}"'),
    "spec-stray-text": Message(
        zh="“{text}”不是一项，后面也没有值；花括号里的值含有逗号、冒号或方括号的，要整个加引号",
        en='"{text}" is no key and has no value; within braces, quote a value that has a comma, colon or bracket in it',
    ),
    "spec-missing-key": Message(zh="缺少“{key}”", en='"{key}" is missing'),
    "spec-not-text": Message(
        zh="“{key}”应为文字，这里是 {given}；数字要当文字时加引号",
        en='"{key}" should be text, here it is {given}; quote a number that is meant as text',
    ),
    "spec-not-whole": Message(
        zh="“{key}”应为整数，这里是 {given}", en='"{key}" should be a whole number, here it is {given}'
    ),
    "spec-not-number": Message(
        zh="“{key}”应为数字，这里是 {given}", en='"{key}" should be a number, here it is {given}'
    ),
    "spec-not-truth": Message(
        zh="“{key}”应为 true 或 false，这里是 {given}", en='"{key}" should be true or false, here it is {given}'
    ),
    "spec-not-list": Message(
        zh="“{key}”应为列表（每项前面一个“- ”），这里是 {given}",
        en='"{key}" should be a list (a "- " before each item), here it is {given}',
    ),
    "spec-not-mapping": Message(
        zh="“{key}”下应为“名称: 值”，这里是 {given}",
        en='below "{key}" there should be "name: value", here it is {given}',
    ),
    "spec-not-one-of": Message(
        zh="“{key}”不能是“{given}”；可以是：{legal}", en='"{key}" cannot be "{given}"; it can be: {legal}'
    ),
    "spec-bad-id": Message(
        zh="“{key}”的“{given}”不能作编号：用小写英文字母开头，只含小写字母、数字和下划线",
        en='"{given}" cannot be the {key}: start with a small letter; small letters, digits and underscores only',
    ),
    "spec-too-long": Message(zh="“{key}”最多 {most} 字", en='"{key}" may have {most} characters'),
    "spec-shape": Message(
        zh="“{key}”的值 {given} 不行：{problem}", en='the value {given} of "{key}" will not do: {problem}'
    ),
    "spec-columns-or-fields": Message(zh="columns 和 fields 只能写一个", en="write columns or fields, not both"),
    "spec-register-or-rows": Message(zh="register 和 rows 只能写一个", en="write register or rows, not both"),
    "spec-register-columns": Message(
        zh="名录（register）的指标写在 columns 下，不写在 fields 下", en="a register has columns, not fields"
    ),
    "spec-blocks-or-columns": Message(
        zh="一栏要么直接写 columns（或 fields），要么写 blocks",
        en="a section has either columns (or fields) of its own, or blocks",
    ),
    "spec-collect-one-way": Message(
        zh="count、sum、join、each 要写一个，也只能写一个", en="write one of count, sum, join, each, and only one"
    ),
    "spec-choices-or-list": Message(zh="choices 和 list 只能写一个", en="write choices or list, not both"),
    "spec-block-empty": Message(zh="这一块没有 columns，也没有 fields", en="this block has neither columns nor fields"),
    "spec-desk-function": Message(
        zh="函数 {name} 工作簿里算不出，只能用在接收处的审核关系（where: desk）里",
        en="no workbook can compute {name}: it stands only in checks that are made at the desk (where: desk)",
    ),
    "spec-each-word": Message(
        zh="each 的这一项没有“{word}”这个词；有：{legal}",
        en='this item of each has no word "{word}"; it has: {legal}',
    ),
    "spec-unknown-each": Message(
        zh="form.yaml 的 each 里没有“{name}”这一组项", en='there are no items "{name}" under each in form.yaml'
    ),
    "spec-duplicate-id": Message(zh="编号“{id}”用了两次；编号不能重复", en='the id "{id}" is used twice'),
    "spec-no-such-note": Message(
        zh="没有注[{note}]：这张表的 notes 有 {most} 条", en="there is no note [{note}]: this table has {most} notes"
    ),
    "spec-total-without-register": Message(
        zh="只有名录（register）才能有合计行", en="only a register can have a total row"
    ),
    "spec-total-unknown": Message(
        zh="合计行的 of 里没有“{name}”这一列", en='the total row names "{name}", which is no column of this register'
    ),
    "spec-total-not-number": Message(
        zh="“{name}”不是数字列，不能合计", en='"{name}" is not a column of numbers and has no total'
    ),
    "spec-reported-input": Message(
        zh="只有计算指标（有 value）才能 reported", en="only a computed field (with value) can be reported"
    ),
    "spec-min-over-max": Message(zh="最小值 {min} 大于最大值 {max}", en="min {min} is over max {max}"),
    "spec-unknown-field": Message(zh="没有“{name}”这个指标", en='there is no field "{name}"'),
    "spec-unknown-register": Message(zh="没有“{name}”这个名录", en='there is no register "{name}"'),
    "spec-unknown-kind": Message(zh="没有“{name}”这种填报对象", en='there is no workbook kind "{name}"'),
    "spec-factor-missing": Message(
        zh="参数“{id}”不许改，却没有数值", en='the parameter "{id}" is fixed and has no value'
    ),
    "spec-factor-source": Message(
        zh="参数“{id}”有数值而没有出处（source）", en='the parameter "{id}" has a value and no source'
    ),
    "spec-factor-unknown": Message(zh="没有“{name}”这个因子", en='there is no factor "{name}"'),
    "spec-factor-level": Message(
        zh="没有“{level}”这一级；有：{legal}", en='there is no level "{level}"; there are: {legal}'
    ),
    "spec-level-under": Message(
        zh="“{level}”这一级要写 under，逐级指向同一代码表上一级的指标（{above}）；最高一级不写",
        en='the level "{level}" needs `under`: the field with the level above it in the same list, and so on up '
        "({above}); the highest level has none",
    ),
    "spec-factor-choice": Message(
        zh="因子表里没有“{choice}”；这一级可选：{legal}",
        en='the factor table has no "{choice}"; on this level there are: {legal}',
    ),
    "spec-code-list-unknown": Message(
        zh="没有代码表“{name}”，或它有错", en='there is no code list "{name}", or it has faults'
    ),
    "spec-collect-without-source": Message(
        zh="写了 collect，而这种填报对象没有 collects_from",
        en="collect stands here, but this workbook kind has no collects_from",
    ),
    "spec-feeds-unused": Message(
        zh="“{field}”说它供给“{target}”，而后者的 collect 没有用到它",
        en='"{field}" says it feeds "{target}", whose collect does not use it',
    ),
    "spec-sheet-name": Message(
        zh="工作表名“{name}”不行：至多 31 字，不含 : \\ / ? * [ ]，首尾不是单引号，不重复",
        en='"{name}" cannot be a sheet name: 31 characters at most, none of : \\ / ? * [ ], no quote at either end, '
        "no repeats",
    ),
    "spec-file-name": Message(
        zh='“{name}”不能作文件名：至多 100 字，不含 \\ / : * ? " < > | 和换行，首尾不是空格或点，各填报对象不同名',
        en='"{name}" cannot be a file name: 100 characters at most, none of \\ / : * ? " < > | and line ends, '
        "no space or dot at either end, another name for each workbook kind",
    ),
    "spec-too-wide": Message(
        zh="“{sheet}”的一块有 {columns} 列，放不下；列宽之和至少要 {needed}，表宽只有 {width}",
        en='a block on "{sheet}" has {columns} columns and does not fit: they need {needed}, the table is {width} wide',
    ),
    "spec-reserved-id": Message(
        zh="“{id}”留作他用，不能作栏的编号", en='"{id}" is reserved and cannot be the id of a section'
    ),
}
