"""Messages of the fields' own rules: what is wrong；what to do."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "finding-required": Message(zh="“{title}”没有填；请填写", en='"{title}" is not filled in; fill it in'),
    "finding-required-or-na": Message(
        zh="“{title}”没有填；请填写，不适用的填“/”",
        en='"{title}" is not filled in; fill it in, or "/" where it does not apply',
    ),
    "finding-na": Message(
        zh="“{title}”不能填“/”；请填实际数，没有发生的填 0",
        en='"{title}" does not take "/"; give the figure, 0 if there was none',
    ),
    "finding-na-words": Message(zh="“{title}”不能填“/”；请如实填写", en='"{title}" does not take "/"; fill it in'),
    "finding-na-optional": Message(
        zh="“{title}”不能填“/”；没有的，空着即可", en='"{title}" does not take "/"; leave it empty if there is nothing'
    ),
    "finding-error": Message(
        zh="“{title}”是错误值（如 #N/A、#REF!）；请清空，再直接填写，改正以后才审核各项关系",
        en='"{title}" is an error such as #N/A or #REF!; clear it and type the value, only then are relations checked',
    ),
    "finding-text-number": Message(
        zh="“{title}”填成了文字“{value}”；请改填数字 {expected}，单位已印在表头",
        en='"{title}" is the text "{value}"; type the number {expected}, the unit is in the heading',
    ),
    "finding-not-number": Message(
        zh="“{title}”要填数字，填的是“{value}”；请改填数字",
        en='"{title}" takes a number and has "{value}"; type a number',
    ),
    "finding-not-number-or-na": Message(
        zh="“{title}”要填数字，填的是“{value}”；请改填数字，没有的填“/”",
        en='"{title}" takes a number and has "{value}"; type a number, or "/" if there is none',
    ),
    "finding-wide-slash": Message(
        zh="“{title}”填的“{value}”是全角的斜线；没有的请改填半角的“{expected}”",
        en='"{title}" has the wide slash "{value}"; type "{expected}" if there is none',
    ),
    "finding-not-text": Message(
        zh="“{title}”要填文字，填的是数字 {value}；请改填文字",
        en='"{title}" takes text and has the number {value}; type text',
    ),
    "finding-range": Message(
        zh="“{title}”填的 {value} 超出范围；应为 {expected}",
        en='"{title}" is {value}, out of range; it should be {expected}',
    ),
    "finding-decimals": Message(
        zh="“{title}”填的 {value} 超过 {decimals} 位小数；请改填 {expected}",
        en='"{title}" is {value}, with more than {decimals} decimals; type {expected}',
    ),
    "finding-not-whole": Message(
        zh="“{title}”填的 {value} 不是整数；请填整数", en='"{title}" is {value}; type a whole number'
    ),
    "finding-list": Message(
        zh="“{title}”填的“{value}”不在可选项中；请从下拉列表中选择",
        en='"{title}" is "{value}", which is not on the list; choose from the drop-down',
    ),
    "finding-choices": Message(
        zh="“{title}”填的“{value}”不在可选项中；请选 {expected}",
        en='"{title}" is "{value}", which is not on the list; choose {expected}',
    ),
    "finding-cascade": Message(
        zh="“{title}”填的“{value}”不在所选的“{expected}”之下；上一级改过的，请重新从下拉列表中选择",
        en='"{title}" is "{value}", which does not belong to "{expected}"; choose again from the drop-down',
    ),
    "finding-too-long": Message(
        zh="“{title}”太长；至多 {expected} 字", en='"{title}" is too long; {expected} characters at most'
    ),
    "finding-credit-code": Message(
        zh="“{title}”的“{value}”不是有效的统一社会信用代码；请核对18位代码，末位是校验码",
        en='"{title}" is "{value}", no valid unified social credit code; compare the 18 characters, '
        "the last is a check digit",
    ),
    "finding-credit-code-writing": Message(
        zh="“{title}”的“{value}”写法不对；请改填 {expected}，字母大写，不带空格",
        en='"{title}" is written "{value}"; type {expected}, in capitals, without spaces',
    ),
    "finding-phone": Message(
        zh="“{title}”的“{value}”不像电话号码；只用数字和短横，至少7位数字",
        en='"{title}" is "{value}", which does not look like a telephone number; digits and hyphens, 7 digits at least',
    ),
    "finding-date": Message(
        zh="“{title}”的“{value}”不是日期；请填如 2024-05-31",
        en='"{title}" is "{value}", no date; write it like 2024-05-31',
    ),
    "finding-time": Message(
        zh="“{title}”填的日期带有几点几分；请只填日期 {expected}",
        en='"{title}" has a time of day; type the date {expected} only',
    ),
    "finding-text-date": Message(
        zh="“{title}”填成了文字“{value}”；请改填日期 {expected}",
        en='"{title}" is the text "{value}"; type the date {expected}',
    ),
}
