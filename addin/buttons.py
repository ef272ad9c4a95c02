"""The buttons, said once: ribbon, VBA, LibreOffice's menu and the manual's table are all made from this table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from qingbiao.faults import Language

TAB_ID: Final = "qingbiaoTab"
TAB_KEYTIP: Final = "QB"


@dataclass(frozen=True, slots=True)
class Label:
    """A text in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


class When(Enum):
    """When a button can be pressed. What each means is decided by looking at the open workbook, without Python."""

    OPEN = "open"
    """Any workbook is open, not one in Protected View: without it xlwings has nothing to hand over."""
    FORM = "form"
    """The workbook is one of ours: it has the name ``qingbiao.edition``."""
    REGISTER = "register"
    """And it has a register, to which rows can be added: ``qingbiao.rows`` is not empty."""
    FILED = "filed"
    """One of ours, or an answer to one: it has a document property ``qingbiao.receipt``."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button. Its id is the name of what it does, in the ribbon, in the log and in ``addin.actions``."""

    id: str
    label: Label
    screentip: Label
    supertip: Label
    image: str
    """An ``imageMso`` name. All are in the table of MS-CUSTOMUI, that is, known to every Excel since 2007."""
    keytip: str
    when: When = When.FORM
    large: bool = False

    @property
    def action(self) -> str:
        """What it does, by name."""
        return self.id


@dataclass(frozen=True, slots=True)
class Group:
    """Buttons that stand together."""

    id: str
    label: Label
    buttons: tuple[Button, ...]


TAB: Final = Label("清洁生产填报", "Qingbiao")

GROUPS: Final = (
    Group(
        "check",
        Label("审核", "Check"),
        (
            Button(
                "validate",
                Label("校验", "Validate"),
                Label("校验本工作簿", "Validate this workbook"),
                Label(
                    "按审核关系检查全部填报内容，列出问题并标出所在单元格。不改动任何数据。",
                    "Check everything filled in, list what is wrong and mark its cells. Changes no value.",
                ),
                "AcceptInvitation",
                "V",
                large=True,
            ),
            Button(
                "previous",
                Label("上一处", "Previous"),
                Label("上一处问题", "Previous finding"),
                Label("跳到上一处问题所在的单元格。", "Go to the cell of the previous finding."),
                "BrowsePrevious",
                "P",
            ),
            Button(
                "next",
                Label("下一处", "Next"),
                Label("下一处问题", "Next finding"),
                Label("跳到下一处问题所在的单元格。", "Go to the cell of the next finding."),
                "BrowseNext",
                "N",
            ),
            Button(
                "explain",
                Label("审核说明", "Explain"),
                Label("填写审核说明", "Explain a finding"),
                Label(
                    "为核实性问题写明原因。数据属实时写说明，不必改数。",
                    "Give the reason for a finding to be verified. A figure that is true is explained, not changed.",
                ),
                "ReviewEditComment",
                "X",
            ),
        ),
    ),
    Group(
        "file",
        Label("上报", "File"),
        (
            Button(
                "submit",
                Label("上报", "Submit"),
                Label("上报本工作簿", "Submit this workbook"),
                Label(
                    "先校验，再生成上报文件并送出。强制性问题没有改完时不能上报。",
                    "Validate, then make the submission and send it. Mandatory findings have to be resolved first.",
                ),
                "FileSendAsAttachment",
                "S",
                large=True,
            ),
            Button(
                "status",
                Label("回执与状态", "Status"),
                Label("查看回执与状态", "Receipt and status"),
                Label(
                    "查看上报到了哪一步、回执和退回意见。",
                    "See how far the submission has come, its receipt, and why it was returned.",
                ),
                "RefreshStatus",
                "R",
                When.FILED,
            ),
        ),
    ),
    Group(
        "edit",
        Label("填报", "Fill in"),
        (
            Button(
                "add_row",
                Label("增加行", "Add rows"),
                Label("名录增加行", "Add rows to a register"),
                Label(
                    "当前名录的行不够时增加行，选中几行就加几行，公式、下拉框和审核一并加好。",
                    "Give the register at hand as many more rows as are selected, with formulas, lists and checks.",
                ),
                "GoToNewRecord",
                "A",
                When.REGISTER,
            ),
            Button(
                "import_last",
                Label("导入上年", "Import last year"),
                Label("导入上年数", "Import last year's values"),
                Label(
                    "从上年的同一工作簿取上年数，供对比和审核。",
                    "Take last year's values from last year's workbook, for comparison and checks.",
                ),
                "TextFromFileInsert",
                "L",
            ),
            Button(
                "repair",
                Label("修复", "Repair"),
                Label("修复工作簿", "Repair the workbook"),
                Label(
                    "粘贴破坏了格式、下拉框、着色或公式时，按原表恢复。填报的内容不动。",
                    "Bring back formats, drop-downs, marks and formulas that a paste has destroyed. "
                    "What was filled in stays as it is.",
                ),
                "FileCompactAndRepairDatabase",
                "F",
            ),
            Button(
                "tidy_print",
                Label("打印整理", "Tidy for print"),
                Label("整理打印", "Tidy for printing"),
                Label(
                    "生成不含名录空行的 PDF，便于盖章存档。工作簿不变。",
                    "Make a PDF without the empty rows of registers, for the stamped copy. Changes no value.",
                ),
                "FilePrintPreview",
                "T",
            ),
        ),
    ),
    Group(
        "about",
        Label("清表", "Qingbiao"),
        (
            Button(
                "settings",
                Label("设置", "Settings"),
                Label("插件设置", "Settings of the add-in"),
                Label("设置上报地址等。", "Where to submit to, and the like."),
                "PropertySheet",
                "E",
                When.OPEN,
            ),
            Button(
                "self_test",
                Label("自检", "Self-test"),
                Label("检查插件在本机是否正常", "Try what works on this machine"),
                Label(
                    "在临时工作簿上试一遍全部功能，把结果写成文件，供发给技术支持。不碰打开的工作簿。",
                    "Try everything on temporary workbooks and write the result into a file for support. "
                    "Leaves the open workbook alone.",
                ),
                "Spelling",
                "C",
                When.OPEN,
            ),
            Button(
                "help",
                Label("帮助", "Help"),
                Label("使用帮助", "Help"),
                Label("打开使用手册。", "Open the manual."),
                "Help",
                "H",
                When.OPEN,
            ),
        ),
    ),
)


def buttons() -> Iterator[Button]:
    """All buttons, in their order."""
    for group in GROUPS:
        yield from group.buttons


BY_ACTION: Final[Mapping[str, Button]] = MappingProxyType({button.action: button for button in buttons()})
