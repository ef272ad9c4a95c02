"""Messages about what was changed in a workbook besides filling it in. Slots: what was there, what is there now."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    # cells
    "damage-formula-changed": Message(
        zh="公式被改：原为“{old}”，现为“{new}”", en='formula changed from "{old}" to "{new}"'
    ),
    "damage-formula-overwritten": Message(
        zh="公式“{old}”被数值或文字“{new}”覆盖", en='the formula "{old}" was overwritten with "{new}"'
    ),
    "damage-formula-removed": Message(zh="公式“{old}”被删去", en='the formula "{old}" was deleted'),
    "damage-formula-added": Message(
        zh="不该有公式的单元格里有公式“{new}”（原为“{old}”）",
        en='a formula "{new}" where none belongs (it said "{old}")',
    ),
    "damage-input-formula": Message(
        zh="填报单元格里是公式“{new}”，只取其结果", en='the formula "{new}" in an input; only its result is taken'
    ),
    "damage-text-changed": Message(
        zh="固定文字被改：原为“{old}”，现为“{new}”", en='text changed from "{old}" to "{new}"'
    ),
    "damage-text-removed": Message(zh="固定文字“{old}”被删去", en='the text "{old}" was deleted'),
    "damage-text-added": Message(zh="不填报的单元格里写了“{new}”", en='"{new}" was written where nothing is filled in'),
    "damage-list-changed": Message(
        zh="隐藏工作表的内容（下拉名单等）被改：原为“{old}”，现为“{new}”",
        en='a hidden sheet (the lists of choices) says "{new}" instead of "{old}"',
    ),
    "damage-parameter-changed": Message(
        zh="规定的参数值被改：原为“{old}”，现为“{new}”", en='a prescribed value was changed from "{old}" to "{new}"'
    ),
    "damage-counter-changed": Message(
        zh="序号与原表不同：原为“{old}”起，现为“{new}”",
        en='row numbers differ: "{new}" instead of "{old}" at the first',
    ),
    "damage-identity-changed": Message(
        zh="工作簿标识被改：原为“{old}”，现为“{new}”", en='the identity was changed from "{old}" to "{new}"'
    ),
    "damage-number-format": Message(
        zh="数字格式被改：原为“{old}”，现为“{new}”", en='the number format was changed from "{old}" to "{new}"'
    ),
    "damage-cell-unlocked": Message(zh="锁定的单元格被解锁", en="locked cells were unlocked"),
    "damage-cell-locked": Message(
        zh="填报单元格被锁定（多为粘贴所致）", en="inputs were locked (mostly by pasting over them)"
    ),
    # rules
    "damage-validation-removed": Message(zh="数据有效性规则被删去：{old}", en="a validation was removed: {old}"),
    "damage-validation-changed": Message(
        zh="数据有效性规则被改：原为“{old}”，现为“{new}”", en='a validation was changed from "{old}" to "{new}"'
    ),
    "damage-validation-added": Message(zh="多了数据有效性规则：{new}", en="a validation was added: {new}"),
    "damage-prompt-changed": Message(
        zh="填写提示被改：原为“{old}”，现为“{new}”", en='a prompt was changed from "{old}" to "{new}"'
    ),
    "damage-condition-removed": Message(zh="条件格式被删去或改了：{old}", en="a conditional format is gone: {old}"),
    "damage-condition-added": Message(zh="多了条件格式：{new}", en="a conditional format was added: {new}"),
    # names
    "damage-name-missing": Message(zh="名称被删去，原指向 {old}", en="the name is missing; it referred to {old}"),
    "damage-name-broken": Message(
        zh="名称已断开：原指向 {old}，现为 {new}", en="the name is broken: {new} instead of {old}"
    ),
    "damage-name-moved": Message(
        zh="名称指向了别处：原为 {old}，现为 {new}", en="the name refers to {new} instead of {old}"
    ),
    "damage-name-added": Message(zh="多了名称，指向 {new}", en="a name was added, for {new}"),
    "damage-name-shadowed": Message(
        zh="这张表里另有同名的名称，指向 {new}", en="the sheet has the same name for something else, {new}"
    ),
    # sheets, rows, columns
    "damage-sheet-missing": Message(zh="工作表被删去", en="the sheet is missing"),
    "damage-sheet-renamed": Message(zh="工作表“{old}”被改名为“{new}”", en='the sheet "{old}" was renamed to "{new}"'),
    "damage-sheet-added": Message(
        zh="多了一张工作表，有 {new} 个单元格有内容", en="a sheet was added, with {new} filled cells"
    ),
    "damage-sheet-hidden": Message(zh="工作表被隐藏", en="the sheet was hidden"),
    "damage-sheet-shown": Message(zh="隐藏的工作表被显示", en="the hidden sheet was made visible"),
    "damage-sheet-moved": Message(zh="工作表换了位置，现为第 {new} 张", en="the sheet was moved to position {new}"),
    "damage-rows-inserted": Message(zh="插入了 {new} 行", en="{new} rows were inserted"),
    "damage-rows-deleted": Message(
        zh="原表的这 {new} 行被删去（{old}）", en="these {new} rows of the original were deleted ({old})"
    ),
    "damage-rows-moved": Message(zh="原在 {old} 的行被移到这里", en="rows were moved here from {old}"),
    "damage-columns-inserted": Message(zh="插入了 {new} 列", en="{new} columns were inserted"),
    "damage-columns-deleted": Message(
        zh="原表的这 {new} 列被删去（{old}）", en="these {new} columns of the original were deleted ({old})"
    ),
    "damage-columns-moved": Message(zh="原在 {old} 的列被移到这里", en="columns were moved here from {old}"),
    "damage-rows-hidden": Message(zh="行被隐藏", en="rows were hidden"),
    "damage-rows-shown": Message(zh="隐藏的行被显示", en="hidden rows were made visible"),
    "damage-columns-hidden": Message(zh="列被隐藏", en="columns were hidden"),
    "damage-columns-shown": Message(zh="隐藏的列被显示", en="hidden columns were made visible"),
    "damage-register-grown": Message(
        zh="名录的行数增加了：下发时 {old} 行，现为 {new} 行",
        en="the register has {new} rows; it was issued with {old}",
    ),
    "damage-register-shrunk": Message(
        zh="名录的行数减少了：下发时 {old} 行，现为 {new} 行",
        en="the register has only {new} rows; it was issued with {old}",
    ),
    "damage-cells-merged": Message(zh="单元格被合并", en="cells were merged"),
    "damage-cells-unmerged": Message(zh="合并的单元格被拆开", en="merged cells were split"),
    # protection
    "damage-sheet-unprotected": Message(zh="工作表保护被取消", en="the sheet's protection was taken off"),
    "damage-sheet-protection": Message(
        zh="工作表保护允许的操作被改：原为“{old}”，现为“{new}”",
        en='the protection now allows "{new}" instead of "{old}"',
    ),
    "damage-sheet-password": Message(zh="工作表保护加了密码", en="the sheet's protection was given a password"),
    "damage-structure-unprotected": Message(
        zh="工作簿结构保护被取消", en="the protection of the structure was taken off"
    ),
    "damage-structure-password": Message(
        zh="工作簿结构保护加了密码", en="the protection of the structure was given a password"
    ),
    # added objects
    "damage-macro": Message(zh="文件里带有宏", en="the file has macros"),
    "damage-external-link": Message(
        zh="文件链接到别的文件或数据源", en="the file links to another file or data source"
    ),
    "damage-embedded-object": Message(zh="文件里嵌入了对象或控件", en="an object or control is embedded in the file"),
    "damage-drawing-added": Message(zh="插入了图片、图形或图表", en="a picture, shape or chart was added"),
    "damage-comment-added": Message(zh="加了批注：{new}", en="a comment was added: {new}"),
    "damage-hyperlink-added": Message(zh="加了超链接，指向 {new}", en="a hyperlink was added, to {new}"),
    "damage-part-added": Message(
        zh="多了数据透视表、表格、切片器之类的内容", en="a pivot table, table, slicer or the like was added"
    ),
    # the whole workbook
    "damage-date-system": Message(
        zh="日期系统被改：原从 {old} 年起算，现从 {new} 年起算", en="dates count from {new} instead of {old}"
    ),
    "damage-calculation-manual": Message(zh="计算方式被改为手动", en="calculation was set to manual"),
    "damage-calculation-iterative": Message(
        zh="打开了迭代计算（允许循环引用）", en="iterative calculation was turned on"
    ),
    "damage-precision-as-displayed": Message(
        zh="打开了“将精度设为所显示的精度”，数值会被舍去",
        en='"precision as displayed" was turned on, which cuts figures',
    ),
    "damage-property-missing": Message(
        zh="文档属性中的标识被删去（原为“{old}”）",
        en='the identity in the document properties is missing (it was "{old}")',
    ),
    "damage-property-changed": Message(
        zh="文档属性中的标识被改：原为“{old}”，现为“{new}”",
        en='the identity in the document properties was changed from "{old}" to "{new}"',
    ),
    "damage-print-area": Message(
        zh="打印区域被改：原为 {old}，现为 {new}", en="the print area was changed from {old} to {new}"
    ),
    "damage-print-titles": Message(
        zh="每页重复打印的标题行被改：原为 {old}，现为 {new}", en="the repeated rows were changed from {old} to {new}"
    ),
    "damage-page-setup": Message(
        zh="页面设置被改：原为 {old}，现为 {new}", en="the page set-up was changed from {old} to {new}"
    ),
    "damage-filter-changed": Message(
        zh="筛选区域被改：原为 {old}，现为 {new}", en="the filtered area was changed from {old} to {new}"
    ),
    # about the comparison
    "damage-other-spec": Message(
        zh="工作簿生成以后，“{new}”的定义改过，上述差异有的可能由此而来",
        en='the definition of "{new}" has changed since this workbook was made; '
        "some of the differences may come from that",
    ),
    "damage-other-program": Message(
        zh="工作簿由清表的另一个版本生成，上述差异有的可能由此而来",
        en="this workbook was made by another version of Qingbiao; some of the differences may come from that",
    ),
    "damage-more": Message(
        zh="“{old}”类的改动还有 {new} 处，未列出", en='{new} more of the kind "{old}" are not listed'
    ),
    "damage-not-compared": Message(
        zh="无法与空白表比对：{new}", en="cannot be compared with the blank workbook: {new}"
    ),
    # how much a damage matters, and what healing does about it
    "gravity-serious": Message(zh="严重", en="serious"),
    "gravity-moderate": Message(zh="一般", en="moderate"),
    "gravity-slight": Message(zh="轻微", en="slight"),
    "cure-restored": Message(zh="恢复原样", en="restored"),
    "cure-values-listed": Message(zh="恢复原样，写在那里的内容列出", en="restored; what was written there is listed"),
    "cure-left-out": Message(zh="不带入新表", en="left out"),
    "cure-by-position": Message(
        zh="按单元格位置取数，行列文字有改动的不取、列出",
        en="inputs are taken by position; listed instead where texts of their row or column were changed",
    ),
    "cure-value-kept": Message(zh="只取数值", en="the value is kept, nothing else"),
    "cure-none": Message(zh="无须修复", en="nothing to heal"),
    # healing
    "healed-by-position": Message(
        zh="指标“{id}”的名称不可靠，按单元格位置读取", en='the name of "{id}" cannot be relied on; read by its position'
    ),
    "healed-value-dropped": Message(
        zh="“{value}”不在填报单元格内，没有移入新表",
        en='"{value}" stood in no input and was not moved into the new workbook',
    ),
    "healed-input-lost": Message(
        zh="指标“{id}”的单元格找不到了，按未填处理",
        en='the cells of "{id}" could not be found; they count as not filled',
    ),
}
