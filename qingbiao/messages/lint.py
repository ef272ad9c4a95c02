"""Messages about what a spreadsheet program would refuse, or show otherwise, in a workbook to be made."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

_LONG_ZH: Final = "请把表达式拆成几个指标或几条审核关系，文字写短些"
_LONG_EN: Final = "split the expression over several fields or checks, and shorten its texts"
_OURS_ZH: Final = "请联系维护人员"
_OURS_EN: Final = "tell whoever maintains the program"

MESSAGES: Final[dict[str, Message]] = {
    "lint-function": Message(
        zh="公式用了函数 {function}，Excel 2010、WPS、LibreOffice 不都有，或这里不能用；" + _OURS_ZH,
        en="the formula calls {function}, which Excel 2010, WPS and LibreOffice do not all have or which has no place "
        "here; " + _OURS_EN,
    ),
    "lint-volatile": Message(
        zh="公式用了易失函数 {function}，每填一格全表都要重算；请按名称引用，" + _OURS_ZH,
        en="the formula calls {function}, so that everything is calculated anew at every keystroke; refer by name, or "
        + _OURS_EN,
    ),
    "lint-modern": Message(
        zh="公式里有“{sign}”，只有 Excel 365 认得，或者是错误值；" + _OURS_ZH,
        en='the formula contains "{sign}", which only Excel 365 knows, or which is an error value; ' + _OURS_EN,
    ),
    "lint-syntax": Message(
        zh="公式“{text}”的引号或括号不成对，或含控制字符，Excel 会当文件损坏；请检查其中的文字",
        en='quotes or brackets of the formula "{text}" are not closed, or it has control characters, and Excel takes '
        "the file for damaged; look at the texts in it",
    ),
    "lint-formula-long": Message(
        zh="公式有 {length} 个字符，Excel 最多 {limit} 个；" + _LONG_ZH,
        en="the formula has {length} characters, Excel takes {limit}; " + _LONG_EN,
    ),
    "lint-rule-long": Message(
        zh="数据验证或条件格式的公式有 {length} 个字符，Excel 最多 {limit} 个；指标编号写短些",
        en="the formula of a validation or conditional format has {length} characters, Excel takes {limit}; "
        "use shorter ids",
    ),
    "lint-formula-deep": Message(
        zh="公式的括号套了 {levels} 层，Excel 最多 {limit} 层；" + _LONG_ZH,
        en="brackets in the formula go {levels} deep, Excel takes {limit}; " + _LONG_EN,
    ),
    "lint-arguments": Message(
        zh="公式里一个函数有 {count} 个参数，Excel 最多 {limit} 个；请先分组小计",
        en="a function in the formula has {count} arguments, Excel takes {limit}; add up in groups first",
    ),
    "lint-literal": Message(
        zh="公式里的文字“{text}”有 {length} 字，Excel 最多 {limit} 字；请写短些",
        en='the text "{text}" in the formula has {length} characters, Excel takes {limit}; shorten it',
    ),
    "lint-formula-weight": Message(
        zh="公式在 Excel 内部约占 {bytes} 字节，最多 {limit} 字节；" + _LONG_ZH,
        en="the formula takes Excel about {bytes} bytes, of {limit} at most; " + _LONG_EN,
    ),
    "lint-array": Message(
        zh="数据验证或条件格式的公式“{text}”含数组，Excel 不收；" + _OURS_ZH,
        en='the formula "{text}" of a validation or conditional format has an array, which Excel refuses; ' + _OURS_EN,
    ),
    "lint-other-sheet": Message(
        zh="数据验证或条件格式的公式“{text}”直接引用别的工作表，旧版 Excel 不收；应引用名称，" + _OURS_ZH,
        en='the formula "{text}" of a validation or conditional format refers to another sheet, which older Excel '
        "refuses; it should use a name: " + _OURS_EN,
    ),
    "lint-list": Message(
        zh="下拉列表的来源“{text}”不是名称；写在里面的列表会被截断，" + _OURS_ZH,
        en='the source "{text}" of a drop-down is no name; a list written there is cut off: ' + _OURS_EN,
    ),
    "lint-external": Message(
        zh="公式“{text}”引用别的工作簿，收表的人没有那个文件；请改引本工作簿",
        en='the formula "{text}" refers to another workbook, which the receiver does not have; refer to this one',
    ),
    "lint-link": Message(
        zh="链接“{text}”指向工作簿外，会被警告或拦截；只能指向本工作簿",
        en='the link "{text}" leads out of the workbook and is warned of or blocked; link within it',
    ),
    "lint-range": Message(
        zh="公式引用了“{text}”：整行整列、跨表或由函数得出的区域，各软件写法不一，也慢；请引用名称",
        en='the formula refers to "{text}": a range over whole rows or columns, several sheets, or made by a function '
        "is slow and not the same everywhere; use a name",
    ),
    "lint-unknown-name": Message(
        zh="公式用的名称“{name}”没有定义，会显示 #NAME?；" + _OURS_ZH,
        en='the formula uses the name "{name}", which is not defined and would show #NAME?; ' + _OURS_EN,
    ),
    "lint-unknown-sheet": Message(
        zh="公式引用的工作表“{sheet}”不存在，会显示 #REF!；" + _OURS_ZH,
        en='the formula refers to the sheet "{sheet}", which is not there, and would show #REF!; ' + _OURS_EN,
    ),
    "lint-square": Message(
        zh="这一列每行都查遍“{name}”的 {rows} 行，耗时随行数的平方增长，超过 {limit} 行不行；请减少行数（--rows），"
        "或改成接收处的审核关系（where: desk）",
        en='each row here searches all {rows} rows of "{name}", so that the time grows with the square of the rows; '
        "beyond {limit} rows that will not do: ask for fewer (--rows), or check it at the desk (where: desk)",
    ),
    "lint-name": Message(
        zh="“{name}”不能作名称：用英文字母开头，只含字母、数字、下划线和点，不像单元格地址，至多 {limit} 字；改编号",
        en='"{name}" cannot be a defined name: a letter first, then letters, digits, underscores and dots, unlike an '
        "address, {limit} characters at most; change the id",
    ),
    "lint-name-twice": Message(
        zh="名称“{name}”定义了两次（不分大小写），Excel 会当文件损坏；请改其中一个编号",
        en='the name "{name}" is defined twice, whatever its capitals, and Excel takes the file for damaged; change '
        "one of the ids",
    ),
    "lint-name-target": Message(
        zh="名称“{name}”指向不存在的单元格；列表至少要有一项，否则" + _OURS_ZH,
        en='the name "{name}" refers to cells that are not there; a list needs an entry, or ' + _OURS_EN,
    ),
    "lint-sheet-name": Message(
        zh="工作表名“{name}”不行：至多 31 字，不含 : \\ / ? * [ ]，首尾不是单引号，不重复；请改 sheet",
        en='"{name}" cannot be a sheet name: 31 characters at most, none of : \\ / ? * [ ], no quote at either end, '
        "no repeats; change `sheet`",
    ),
    "lint-merge-overlap": Message(
        zh="合并区域与 {other} 重叠，Excel 会当文件损坏；" + _OURS_ZH,
        en="the merged area overlaps {other}, and Excel takes the file for damaged; " + _OURS_EN,
    ),
    "lint-merge-filter": Message(
        zh="筛选区 {filter} 里有合并的单元格，不能排序；" + _OURS_ZH,
        en="merged cells in the filter's area {filter} cannot be sorted; " + _OURS_EN,
    ),
    "lint-filter": Message(
        zh="筛选区 {filter} 没有数据行或超出工作表；" + _OURS_ZH,
        en="the filter's area {filter} has no rows or goes beyond the sheet; " + _OURS_EN,
    ),
    "lint-size": Message(
        zh="工作表有 {columns} 列、{rows} 行，最多 {most} 列、{most_rows} 行；请分成几张表",
        en="the sheet has {columns} columns and {rows} rows, of {most} and {most_rows} at most; divide it",
    ),
    "lint-measure": Message(
        zh="行高或列宽 {given} 不行，应大于 0、不超过 {limit}；请改 width，或把文字分段",
        en="the height or width {given} should be above 0 and {limit} at most; change `width` or divide the text",
    ),
    "lint-text-long": Message(
        zh="文字“{text}”有 {length} 字，一格最多 {limit} 字；请写短些",
        en='the text "{text}" has {length} characters, a cell takes {limit}; shorten it',
    ),
    "lint-prompt": Message(
        zh="提示“{text}”有 {length} 字，最多 {limit} 字；请写短些",
        en='the prompt "{text}" has {length} characters, of {limit} at most; shorten it',
    ),
    "lint-validations": Message(
        zh="工作表有 {count} 条数据验证，最多 {limit} 条，再多会很慢；请分成几张表",
        en="the sheet has {count} validations, of {limit} at most: more are slow; divide it",
    ),
    "lint-highlights": Message(
        zh="工作表有 {count} 条条件格式，最多 {limit} 条，再多会很慢；请分成几张表，或减少审核关系",
        en="the sheet has {count} conditional formats, of {limit} at most: more are slow; divide it or have fewer "
        "checks",
    ),
    "lint-styles": Message(
        zh="工作簿有 {count} 种单元格格式，最多 {limit} 种，另存时会丢；" + _OURS_ZH,
        en="the workbook has {count} cell formats, of {limit} at most: more are lost when it is saved; " + _OURS_EN,
    ),
    "lint-footer": Message(
        zh="页脚“{text}”连同页码有 {length} 字，最多 {limit} 字；请把填报对象或表的名称写短些",
        en='the footer "{text}" has {length} characters with the page numbers, of {limit} at most; shorten the '
        "label of the workbook kind or the table's name",
    ),
}
