"""What the buttons in the spreadsheet say."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "addin-title": Message(zh="清表", en="Qingbiao"),
    "addin-verdict-pass": Message(
        zh="校验通过，可以上报。强制性 {mandatory} 处，核实性待说明 {verify} 处，提示性 {hint} 处。",
        en="This can be submitted. Mandatory: {mandatory}, to be explained: {verify}, hints: {hint}.",
    ),
    "addin-verdict-explain": Message(
        zh="写好审核说明后可以上报。强制性 {mandatory} 处，核实性待说明 {verify} 处，提示性 {hint} 处。",
        en="This can be submitted once it is explained. Mandatory: {mandatory}, to be explained: {verify}, "
        "hints: {hint}.",
    ),
    "addin-verdict-fail": Message(
        zh="还不能上报。强制性 {mandatory} 处，核实性待说明 {verify} 处，提示性 {hint} 处。",
        en="This cannot be submitted yet. Mandatory: {mandatory}, to be explained: {verify}, hints: {hint}.",
    ),
    "addin-desk-heading": Message(
        zh="表格里不着色、接收处会审的，现在已先审一遍：",
        en="What the workbook cannot mark and the desk will check, checked now:",
    ),
    "addin-desk-line": Message(zh="{time} 点“校验”时：{state}", en="at {time}, when Validate was pressed: {state}"),
    "addin-desk-line-found": Message(
        zh="{time} 点“校验”时：{state}，{count} 处，第一处 {place}：{message}",
        en="at {time}, when Validate was pressed: {state}, places: {count}, first {place}: {message}",
    ),
    "addin-at-the-desk": Message(zh="　{place}：{message}", en="  {place}: {message}"),
    "addin-more": Message(zh="　此外还有 {count} 处", en="  and {count} more"),
    "addin-finding": Message(
        zh="第 {number} 处，共 {count} 处：{place}（{severity}）{message}。{fix}",
        en="{number} of {count}: {place} ({severity}) {message}. {fix}",
    ),
    "addin-no-findings": Message(zh="没有问题了，可以上报。", en="Nothing is left to be done; this can be submitted."),
    "addin-nothing-to-explain": Message(zh="现在没有要写审核说明的。", en="Nothing has to be explained now."),
    "addin-explain-here": Message(
        zh="在此写明原因和依据：{message}", en="Write the reason and what it rests on here: {message}"
    ),
    "addin-repaired": Message(
        zh="已恢复 {sheets} 张表的格式、下拉、提示和着色，改回 {cells} 个格的公式和文字；填报的内容没有动。",
        en="Formats, lists, prompts and marks of {sheets} sheets are back, and formulas and texts of {cells} cells; "
        "nothing that was filled in was touched.",
    ),
    "addin-moved": Message(
        zh="表格的行、列或名称被移动过，在这里修复会错位，没有改动。请把文件交给接收处，接收时会自动移入新表。",
        en="Rows, columns or names have been moved; nothing was changed here. The desk heals such a file at receipt.",
    ),
    "addin-row-where": Message(
        zh="请先点名录中的一格，再点“增加行”。要加几行，就选中几行。",
        en="Select a cell of a register first, or as many of its rows as you want to add.",
    ),
    "addin-row-fixed": Message(
        zh="“{title}”的行数由报表规定，不能增加。", en='The form says how many rows "{title}" has; none can be added.'
    ),
    "addin-row-most": Message(zh="名录最多 {most} 行，不能再加。", en="A register has {most} rows at most."),
    "addin-row-shared": Message(
        zh="这个名录旁边还有别的内容，加一行会错开，没有改动。请向主管部门要行数更多的表。",
        en="Something stands beside this register, and a new row would shift it; nothing was changed.",
    ),
    "addin-row-added": Message(
        zh="已加 {more} 行，现在 {rows} 行（{sheets}）。", en="Rows added: {more}; there are {rows} now ({sheets})."
    ),
    "addin-pdf": Message(zh="已生成 {path}，名录中没填的行没有印。", en="{path} was made, without the empty rows."),
    "addin-unsaved": Message(zh="请先保存这个文件。", en="Save this file first."),
    "addin-last-none": Message(zh="这张报表不与上年比较，不用导入。", en="This form is not compared with last year's."),
    "addin-last-choose": Message(zh="选上年的工作簿", en="Last year's workbook"),
    "addin-last-other": Message(
        zh="选的是“{given}”，要的是同一报表 {year} 年的工作簿，没有导入。",
        en='That is "{given}"; the same form of {year} is wanted. Nothing was imported.',
    ),
    "addin-last-done": Message(
        zh="已从“{file}”导入上年数 {count} 个，在工作表“{sheet}”。",
        en='{count} values were taken from "{file}" into the sheet "{sheet}".',
    ),
    "addin-cancelled": Message(zh="没有选文件，没有改动。", en="No file was chosen; nothing was changed."),
    "addin-settings": Message(
        zh='上报到：{target}\n要改，在设置文件中加一行 "{key}","文件夹或https网址"；'
        '没有密钥环的电脑，再加一行 "{token}","令牌文件"\n'
        '报表定义：{forms}\n用自己做的报表，加一行 "{spec}","文件夹"\n'
        "设置文件：{path}\n日志（发给技术支持）：{log}",
        en='Submitted to: {target}\nTo change it, add a line "{key}","folder or https address" to the settings; '
        'without a keyring, also "{token}","file with the token"\n'
        'Forms: {forms}\nFor forms of your own, add a line "{spec}","folder"\n'
        "Settings: {path}\nLog, for support: {log}",
    ),
    "addin-no-forms": Message(
        zh="设置的 {key} 不对：没有文件夹 {folder}，或者里面没有报表定义。请改正设置文件中的这一行，"
        "或删去它，改用随附的报表",
        en="the setting {key} is wrong: there is no folder {folder}, or no form in it. Mend that line of the settings "
        "file, or delete it for the forms that are shipped",
    ),
    "addin-help": Message(
        zh="填报步骤见本工作簿的“{sheet}”。黄色格填写，蓝色格自动计算；填完点“校验”，逐处改好后上报。"
        "遇到问题，把日志发给技术支持：{log}",
        en='See the sheet "{sheet}". Fill in the yellow cells, then validate, mend what is found, and submit. '
        "If something goes wrong, send the log to support: {log}",
    ),
    "addin-no-action": Message(zh="没有“{name}”这个按钮。", en='There is no button "{name}".'),
    "addin-broken": Message(
        zh="这一步没有做成，填报的内容没有动。请把日志发给技术支持：{log}",
        en="This did not work; what was filled in is as it was. Please send the log to support: {log}",
    ),
    "addin-no-uno": Message(
        zh="这个 Python 用不了 LibreOffice（{reason}）。请用与 LibreOffice 的 Python 小版本相同的 Python 安装清表",
        en="this Python cannot talk to LibreOffice ({reason}); use one of the same minor version as LibreOffice's own",
    ),
    "addin-submitted": Message(
        zh="已上报到 {target}。受理编号 {number}", en="Submitted to {target}. Its number is {number}"
    ),
    "addin-put-into": Message(
        zh="已放入 {target}，待主管部门接收。受理编号 {number}",
        en="Put into {target}, to be received by the bureau. Its number is {number}",
    ),
    "addin-never-submitted": Message(
        zh="这个工作簿还没有在这台电脑上上报过。", en="This workbook has not been submitted from this machine."
    ),
    "addin-status-problem": Message(zh="{workbook}：{problem}", en="{workbook}: {problem}"),
    "addin-status-waiting": Message(
        zh="{time} 上报到 {target}：还没有送到，在待发箱里",
        en="{time} to {target}: not delivered yet, in the outbox",
    ),
    "addin-status-in-folder": Message(
        zh="{time} 放入 {target}：等主管部门接收，受理编号 {number}",
        en="{time} into {target}: not received yet, number {number}",
    ),
    "addin-status-signed": Message(
        zh="{time} 上报到 {target}：主管部门已签收，受理编号 {number}",
        en="{time} to {target}: signed for by the bureau, number {number}",
    ),
}
