"""``qingbiao addin``: build the Excel add-in, install it, take it away, find out what is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from cli.language import say
from cli.options import FOLDER, Commands, force_option, out_option, path_option


@click.group(
    name="addin",
    cls=Commands,
    help=say("Excel 插件：生成、安装、卸载、诊断。", "The Excel add-in: build, install, uninstall, diagnose."),
    no_args_is_help=True,
)
def app() -> None:
    """The add-in."""


@app.command(help=say("生成插件文件（Excel 和 LibreOffice）。", "Build the add-ins, for Excel and for LibreOffice."))
@out_option(FOLDER, say("生成到哪个文件夹", "folder for the add-in"), default=Path("templates/addin"))
@force_option
def build(out: Path, force: bool) -> None:
    """Build the add-ins."""
    from addin.libreoffice.extension import FILE_NAME as EXTENSION
    from addin.libreoffice.extension import build_extension
    from addin.xlam.package import FILE_NAME, build_addin
    from generator.store import write_whole

    for name, content in ((FILE_NAME, build_addin()), (EXTENSION, build_extension())):
        write_whole(out / name, content, force=force)
        click.echo(str(out / name))


@app.command(help=say("装到本机的 Excel。", "Install it into this machine's Excel."))
@path_option(
    "--frozen",
    metavar=say("程序.exe", "PROGRAM.exe"),
    help=say("不用 Python，改用免安装程序（仅 Windows）", "use a frozen program instead of Python (Windows only)"),
)
def install(frozen: Path | None) -> None:
    """Install the add-in."""
    from addin.install import Program, this_python
    from addin.install import install as put
    from addin.places import here

    for path in put(here(), Program(frozen.absolute(), frozen=True) if frozen else this_python()):
        click.echo(str(path))
    click.echo(
        say("已安装。请重新打开 Excel，功能区会多出“清洁生产填报”。", "Installed. Start Excel again for the tab.")
    )


@app.command(
    help=say("告诉 LibreOffice 的扩展用哪个 Python。", "Tell the extension for LibreOffice which Python to start.")
)
def libreoffice() -> None:
    """Register this Python."""
    from addin.libreoffice.extension import register
    from addin.libreoffice.office import NoOffice, uno
    from qingbiao.errors import Unusable
    from qingbiao.faults import Fault

    try:
        uno()
    except NoOffice as problem:
        raise Unusable(Fault("addin-no-uno", {"reason": problem})) from None
    click.echo(str(register()))


@app.command(help=say("从本机的 Excel 卸载。", "Remove it from this machine's Excel."))
def uninstall() -> None:
    """Remove the add-in."""
    from addin.install import uninstall as remove
    from addin.places import here

    removed = remove(here())
    for path in removed:
        click.echo(str(path))
    click.echo(say("已卸载。", "Removed.") if removed else say("本来就没有安装。", "It was not installed."))


@app.command(
    help=say("为没有 Python 的电脑制作免安装程序。", "Make a program for machines with no Python (needs PyInstaller).")
)
@out_option(FOLDER, say("做到哪个文件夹", "folder for it"), default=Path("dist"))
def freeze(out: Path) -> None:
    """Make a frozen program."""
    from addin.frozen import freeze as make

    click.echo(str(make(out.absolute())))


@app.command(help=say("查明按钮为什么不出现或不起作用。", "Find out why the buttons are missing or do not work."))
def doctor() -> None:
    """Diagnose."""
    from addin.doctor import can_run, examine, this_registry
    from addin.places import here
    from qingbiao.errors import Unusable, raise_if

    raise_if(Unusable, examine(here(), this_registry, can_run))
    click.echo(say("没有发现问题。", "Nothing is wrong."))
