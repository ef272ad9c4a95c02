"""Messages about the add-in: building, installing, and what stands in its way."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    # --- said by the add-in itself
    "addin-not-set-up": Message(
        zh="清表插件还没有装好。请在命令行运行 qingbiao addin install，再重新打开 Excel。",
        en="The Qingbiao add-in is not set up. Run: qingbiao addin install, then start Excel again.",
    ),
    "addin-cannot-start": Message(
        zh="清表程序没有能够启动。请运行 qingbiao addin doctor 查明原因。",
        en="Qingbiao could not be started. Run: qingbiao addin doctor",
    ),
    "addin-office-not-set-up": Message(
        zh="还没有告诉 LibreOffice 用哪个程序（{path}）。请在装有清表的电脑上运行：qingbiao addin libreoffice",
        en="LibreOffice does not know which program to start ({path}). Run: qingbiao addin libreoffice",
    ),
    "addin-office-cannot-start": Message(
        zh="程序没有启动起来。请把日志发给技术支持：{log}",
        en="The program did not start. Please send the log to support: {log}",
    ),
    "addin-licences": Message(
        zh="清表插件，MIT 许可。其中 VBA 模块 xlwings 和 Dictionary 出自 xlwings（BSD 许可）"
        "和 VBA-Dictionary（MIT 许可），条款如下。",
        en="The Qingbiao add-in, MIT licence. Its VBA modules xlwings and Dictionary come from xlwings "
        "(BSD licence) and VBA-Dictionary (MIT licence), whose terms follow.",
    ),
    "addin-other-program": Message(
        zh="插件与程序的版本不一致：程序里没有“{action}”这个功能。请重新运行 qingbiao addin install",
        en='the add-in and the program are of different versions: there is no "{action}" here; '
        "run qingbiao addin install again",
    ),
    "addin-no-workbook": Message(
        zh="找不到打开的工作簿。请点一下要处理的工作簿再试；还不行，请把记录文件交给维护人员：{log}",
        en="the open workbook cannot be reached; click on it and try again, and if that does not help, show the log to "
        "whoever maintains the program: {log}",
    ),
    "addin-crashed": Message(
        zh="“{action}”意外中止，工作簿没有再被改动。请保存工作簿，并把记录文件交给维护人员：{log}",
        en='"{action}" came to an unexpected end and changes the workbook no further. Save the workbook, '
        "and show the log to whoever maintains the program: {log}",
    ),
    # --- installing
    "addin-no-excel": Message(
        zh="这台机器的系统上没有 Excel，插件装不上；工作簿自带审核公式，也可以用 qingbiao validate 审核。"
        "qingbiao addin build 可以生成插件文件，拿到装有 Excel 的机器上用",
        en="there is no Excel for this system and nothing to install the add-in into; workbooks check themselves with "
        "formulas, and qingbiao validate works here. qingbiao addin build makes the file for a machine with Excel",
    ),
    "addin-busy": Message(
        zh="文件正被占用或没有权限写入（{reason}）；请关闭所有 Excel 窗口再试",
        en="the file is in use or may not be written ({reason}); close every Excel window and try again",
    ),
    "addin-path-letters": Message(
        zh="路径“{path}”里有本机代码页（{encoding}）写不出的字，插件读不到；请把程序装到只含英文或本机文字的路径下",
        en='the path "{path}" has letters that this system\'s code page ({encoding}) lacks, which the add-in cannot '
        "read; install the program under another path",
    ),
    "addin-frozen-windows-only": Message(
        zh="免安装程序只能在 Windows 上由插件启动；这里请使用 Python",
        en="the add-in can start a frozen program on Windows only; use Python here",
    ),
    "addin-no-pyinstaller": Message(
        zh="制作免安装程序要用 PyInstaller；请先运行 pip install pyinstaller",
        en="making a frozen program takes PyInstaller; run: pip install pyinstaller",
    ),
    "addin-not-frozen": Message(
        zh="免安装程序没有做成（{reason}）", en="the frozen program could not be made ({reason})"
    ),
    # --- what doctor finds
    "addin-not-installed": Message(
        zh="插件没有装到 Excel 的启动文件夹；请运行 qingbiao addin install",
        en="the add-in is not in Excel's startup folder; run qingbiao addin install",
    ),
    "addin-other-version": Message(
        zh="启动文件夹里的插件不是这个程序（{version}）的；请关闭 Excel，重新运行 qingbiao addin install",
        en="the add-in in the startup folder is not this program's ({version}); "
        "close Excel and run qingbiao addin install again",
    ),
    "addin-from-web": Message(
        zh="文件带有“来自网络”的标记，Excel 会不声不响地停用它；"
        "请在文件属性里勾选“解除锁定”，或重新运行 qingbiao addin install",
        en="the file is marked as coming from the internet, and Excel disables it without a word; tick “Unblock” in "
        "its properties, or run qingbiao addin install again",
    ),
    "addin-no-settings": Message(
        zh="没有设置文件，按钮不知道该运行什么；请运行 qingbiao addin install",
        en="there is no settings file, and the buttons do not know what to run; run qingbiao addin install",
    ),
    "addin-bad-settings": Message(
        zh="设置文件读不出或不完整；请重新运行 qingbiao addin install",
        en="the settings file cannot be read or is incomplete; run qingbiao addin install again",
    ),
    "addin-no-program": Message(
        zh="设置要运行“{program}”，但这个文件已经不在了；请重新运行 qingbiao addin install",
        en='the settings say to run "{program}", which is no longer there; run qingbiao addin install again',
    ),
    "addin-program-fails": Message(
        zh="“{program}”不能运行清表（{reason}）；请用装有清表的 Python 运行 qingbiao addin install",
        en='"{program}" cannot run Qingbiao ({reason}); run qingbiao addin install with the Python that has Qingbiao',
    ),
    "addin-no-script": Message(
        zh="缺少 Excel for Mac 启动 Python 用的脚本；请重新运行 qingbiao addin install",
        en="the script with which Excel for Mac starts Python is missing; run qingbiao addin install again",
    ),
    "addin-addins-off": Message(
        zh="Excel 的信任中心设置为停用所有加载项（{key}）；"
        "请在“文件—选项—信任中心—加载项”中取消，单位统一设置的请找管理员",
        en="Excel's Trust Center disables all add-ins ({key}); change it under File, Options, Trust Center, Add-ins, "
        "or ask the administrator if it is a policy",
    ),
    "addin-macros-off": Message(
        zh="Excel 停用了全部宏，而且不认受信任位置（{key}）；"
        "请在“文件—选项—信任中心”中改为“通过通知停用”，单位统一设置的请找管理员",
        en="Excel disables all macros and knows no trusted locations ({key}); choose “disable with notification” in "
        "the Trust Center, or ask the administrator if it is a policy",
    ),
    "addin-switched-off": Message(
        zh="Excel 因为异常退出停用了本插件；请在“文件—选项—加载项—管理：禁用项目”中启用",
        en="Excel switched the add-in off after a crash; turn it on under File, Options, Add-ins, Disabled Items",
    ),
}
