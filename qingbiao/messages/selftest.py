"""What the self-test says in its box and in its file."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "selftest-running": Message(zh="自检 {number}/{count}：{title}", en="Self-test {number}/{count}: {title}"),
    "selftest-heading": Message(zh="清表自检 {when}", en="Qingbiao self-test {when}"),
    "selftest-counts": Message(zh="通过 {passed} 项，没有通过 {failed} 项。", en="{passed} passed, {failed} failed."),
    "selftest-failure": Message(zh="没有通过：{title}。{problem}", en="Failed: {title}. {problem}"),
    "selftest-file": Message(
        zh="结果写在 {path}（旁边的 .json 内容相同）。请把这两个文件发给技术支持，里面没有你填的内容。",
        en="The result is in {path} (the .json beside it says the same). Please send both to support; nothing that "
        "you have filled in is in them.",
    ),
    "selftest-passed": Message(zh="通过", en="passed"),
    "selftest-failed": Message(zh="没有通过", en="failed"),
    "selftest-differs": Message(
        zh="{what}：应为 {wanted}，实为 {found}", en="{what}: {wanted} expected, {found} found"
    ),
    "selftest-raised": Message(zh="{type}（{where}）：{message}", en="{type} ({where}): {message}"),
    "selftest-title-surroundings": Message(zh="软件和版本", en="programs and versions"),
    "selftest-title-opening": Message(zh="打开：工作表和名称都在", en="opening: sheets and names"),
    "selftest-title-reading": Message(
        zh="读取：与写入的一致，含 1904 日期", en="reading: as written, days from 1904 too"
    ),
    "selftest-title-calculating": Message(
        zh="计算：与程序计算的一致，含“校验”表", en="calculating: as Python, the sheet of checks too"
    ),
    "selftest-title-writing": Message(zh="写入：像公式的文字仍是文字", en="writing: texts stay texts"),
    "selftest-title-protection": Message(zh="保护：锁定、解除、恢复", en="protection: locked, lifted, put back"),
    "selftest-title-adding-rows": Message(zh="增加行", en="adding rows"),
    "selftest-title-repairing": Message(zh="修复", en="repairing"),
    "selftest-title-printing": Message(zh="打印整理（PDF）", en="tidying for print (PDF)"),
    "selftest-title-stamping": Message(zh="回执写入文件属性", en="receipt in the document's properties"),
    "selftest-title-saving": Message(zh="存盘后读回", en="saved and read back"),
    "selftest-title-restoring": Message(zh="选区、计算方式、屏幕还原", en="selection, calculation and screen put back"),
    "selftest-title-putting-back": Message(zh="回到原来的工作簿和选区", en="back at the person's workbook and cell"),
    "selftest-title-timing": Message(zh="用时", en="time"),
    "selftest-fact-engine": Message(zh="引擎", en="engine"),
    "selftest-fact-program": Message(zh="表格软件", en="program"),
    "selftest-fact-qingbiao": Message(zh="清表版本", en="Qingbiao"),
    "selftest-fact-xlwings": Message(zh="xlwings 版本", en="xlwings"),
    "selftest-fact-python": Message(zh="Python 版本", en="Python"),
    "selftest-fact-system": Message(zh="操作系统", en="system"),
    "selftest-fact-form": Message(zh="所用报表", en="form"),
    "selftest-fact-lacking": Message(zh="没有试，所用报表没有可试的", en="not tried, the form has nothing of the kind"),
    "selftest-fact-sheets": Message(zh="工作表数", en="sheets"),
    "selftest-fact-names": Message(zh="名称数", en="names"),
    "selftest-fact-formulas": Message(zh="公式数", en="formulas"),
    "selftest-fact-changed": Message(zh="改一个数后变化的公式数", en="formulas that one changed number changes"),
    "selftest-fact-texts": Message(zh="文字数", en="texts"),
    "selftest-fact-protected": Message(zh="受保护的工作表数", en="protected sheets"),
    "selftest-fact-rows": Message(zh="加行后的行数", en="rows afterwards"),
    "selftest-fact-destroyed": Message(zh="故意破坏的", en="destroyed on purpose"),
    "selftest-fact-bytes": Message(zh="字节数", en="bytes"),
    "selftest-fact-property": Message(zh="属性", en="property"),
    "selftest-fact-changes": Message(zh="这个软件存盘时自己改动的", en="what this program changes when it saves"),
    "selftest-fact-calculation": Message(zh="原来的计算方式", en="calculation before"),
    "selftest-fact-open": Message(zh="开着的工作簿数", en="workbooks open"),
    "selftest-fact-validate": Message(zh="校验一次（秒）", en="validating once (s)"),
    "selftest-fact-startup": Message(zh="从启动到开始（秒）", en="from start-up to here (s)"),
}
