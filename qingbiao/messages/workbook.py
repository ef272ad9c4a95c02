"""Messages about workbook files."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "workbook-empty": Message(zh="文件是空的；请对方重新发送", en="the file is empty; ask for it to be sent again"),
    "workbook-not": Message(
        zh="不是 Excel 工作簿（.xlsx）；请用 Excel、WPS 或 LibreOffice 另存为 .xlsx",
        en="not an Excel workbook (.xlsx); save it as .xlsx with Excel, WPS or LibreOffice",
    ),
    "workbook-xls": Message(
        zh="是旧格式 .xls；请用 Excel、WPS 或 LibreOffice 打开，另存为 .xlsx",
        en="the old format .xls; open it in Excel, WPS or LibreOffice and save it as .xlsx",
    ),
    "workbook-encrypted": Message(
        zh="文件加了打开密码；请取消密码后保存", en="the file has a password to open; take the password off and save it"
    ),
    "workbook-damaged": Message(
        zh="文件不完整或已损坏；请对方重新保存并发送",
        en="the file is incomplete or damaged; ask for it to be saved and sent again",
    ),
    "workbook-damaged-names": Message(
        zh="文件中的名称表损坏；请对方用原表重新填写",
        en="the list of names inside the file is damaged; fill in the original workbook again",
    ),
    "workbook-too-large": Message(zh="文件超过 {most} MiB，不予打开", en="larger than {most} MiB and not opened"),
    "workbook-far-cell": Message(
        zh="有内容的单元格排到了第 {rows} 行、第 {columns} 列，太大，不予打开；请删去表格以外的内容",
        en="cells are filled as far as row {rows} and column {columns}, too large to be opened; "
        "delete what is beside the tables",
    ),
    "workbook-foreign": Message(
        zh="不是由清表生成的工作簿，或者标识已被删去；请用下发的原表填写",
        en="not a workbook made by Qingbiao, or its identity was removed; fill in the workbook as it was issued",
    ),
    "workbook-edition": Message(
        zh="是“{edition}”{year} 年度的工作簿，这里没有这个版本",
        en='a workbook of "{edition}" for {year}, an edition not known here',
    ),
    "workbook-kind": Message(
        zh="是“{edition}”的工作簿，填报对象“{kind}”这里没有",
        en='a workbook of "{edition}" for "{kind}", a kind not known here',
    ),
    "no-such-year": Message(
        zh="报告年度“{year}”不在 {first}～{last} 之间", en="the reporting year {year} is not between {first} and {last}"
    ),
    "workbook-crashed": Message(
        zh="审核这个文件时程序意外中止（{reason}）；请单独再审一次，并把文件交给维护人员",
        en="the program came to an unexpected end over this file ({reason}); validate it once more by itself, "
        "and show it to whoever maintains the program",
    ),
    "workbook-late": Message(
        zh="{seconds} 秒内没有审完；请单独再审一次", en="not done after {seconds} seconds; validate it by itself"
    ),
    "workbook-spec-changed": Message(
        zh="这个工作簿生成以后，“{edition}”的定义或它用到的因子、代码表改过；数据按名称照读",
        en='the definition of "{edition}", or a list or factor it uses, has changed since this workbook was made; '
        "its values are read by name all the same",
    ),
    "workbook-no-sheet": Message(
        zh="缺少工作表“{sheet}”（删去或改名了）", en='the sheet "{sheet}" is missing (deleted or renamed)'
    ),
    "workbook-no-name": Message(
        zh="缺少名称“{name}”，找不到它的单元格", en='the name "{name}" is missing, so its cell cannot be found'
    ),
    "no-such-file": Message(zh="没有这样的文件", en="there is no such file"),
    "no-file-inside": Message(zh="文件夹里没有 {kinds} 文件", en="there is no {kinds} file in this folder"),
    "file-received": Message(
        zh="这是收到的文件，不能覆盖；请写到别的文件夹",
        en="this file was received and is not written over; write elsewhere",
    ),
    "file-exists": Message(zh="文件已存在；要覆盖请加 --force", en="the file exists; use --force to replace it"),
    "file-unwritable": Message(zh="写不了文件：{reason}", en="cannot write the file: {reason}"),
}
