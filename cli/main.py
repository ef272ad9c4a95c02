"""``qingbiao``: the commands, their options, and how faults become text and exit codes.

Exit codes: 0 done, 1 the input has faults (all of them listed), 2 cannot be used. A command that can end in more ways
than one answers its code. Each command's package is imported when the command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import click

from cli import addin
from cli.language import NAMES, language, say, speak
from cli.options import (
    FILE,
    FOLDER,
    Choices,
    Commands,
    Format,
    Receiving,
    ReportFormat,
    force_option,
    format_option,
    out_option,
    path_option,
    path_type,
)
from qingbiao.years import YEARS

_INTERRUPTED = 130

speak()


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from qingbiao import __version__

        click.echo(f"qingbiao {__version__}")
        context.exit()


@click.group(
    name="qingbiao",
    cls=Commands,
    help=say(
        "清表：由 YAML 定义生成部委报表的 Excel 工作簿，填入数据，读回数据。",
        "Qingbiao: ministries' reporting forms from YAML to Excel workbooks, and back.",
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=say("显示版本", "show the version"),
)
def app() -> None:
    """The program."""


spec_option = path_option(
    "--spec",
    metavar=FOLDER,
    help=say("报表定义所在的文件夹；默认用随附的 spec/", "folder of form definitions; the shipped spec/ if not given"),
)
year_option = click.option(
    "--year",
    metavar="YYYY",
    type=click.IntRange(YEARS.start, YEARS.stop - 1),
    help=say("报告年度，若与定义中不同", "reporting year, if not the definition's"),
)
kind_option = click.option(
    "--kind",
    metavar=say("填报对象", "KIND"),
    help=say("填报对象，如 bureau、enterprise", "workbook kind, like bureau or enterprise"),
)
rows_option = click.option(
    "--rows",
    multiple=True,
    metavar="N|ID=N",
    help=say(
        "名录行数：500（各企业名录），或 documents=20（某一个名录），可写多次",
        "rows of the registers that grow (500), or of one of them (documents=20); may be repeated",
    ),
)
tokens_option = path_option("--tokens", metavar=FILE, default=Path("tokens.txt"), help=say("令牌表", "list of tokens"))
forms_argument = click.argument("forms", nargs=-1, metavar=say("[报表]...", "[FORM]..."))


@app.command(help=say("生成空白工作簿。", "Generate blank workbooks."))
@forms_argument
@kind_option
@year_option
@rows_option
@out_option(FOLDER, say("生成到哪个文件夹", "folder for the workbooks"), default=Path("templates"))
@spec_option
@force_option
def generate(
    forms: tuple[str, ...],
    kind: str | None,
    year: int | None,
    rows: tuple[str, ...],
    out: Path,
    spec: Path | None,
    force: bool,
) -> None:
    """Generate blank workbooks."""
    from cli import run

    run.generate(forms, out, Choices(spec, kind, year, rows, force))


@app.command("check-spec", help=say("检查报表定义，列出全部错误。", "Check form definitions and list every fault."))
@forms_argument
@spec_option
def check_spec(forms: tuple[str, ...], spec: Path | None) -> None:
    """Check form definitions."""
    from cli import run

    run.check_spec(forms, Choices(spec))


@app.command(
    help=say("输出 YAML 的 JSON Schema，供编辑器补全和检查。", "Print the JSON Schema of the YAML, for editors.")
)
def schema() -> None:
    """Print the JSON Schema."""
    from cli import run

    run.schema()


@app.command(help=say("把数据填进工作簿。", "Fill values into a workbook."))
@click.argument("target", metavar=say("工作簿|报表", "WORKBOOK|FORM"))
@click.argument("data", metavar=say("数据.yaml", "DATA.yaml"), type=path_type)
@out_option(FILE, say("写到哪个文件", "file to write"), required=True)
@kind_option
@year_option
@rows_option
@path_option(
    "--last",
    metavar=say("上年工作簿", "WORKBOOK"),
    help=say("从上年的同一工作簿导入上年数", "take last year's values from last year's workbook"),
)
@click.option(
    "--as-given",
    is_flag=True,
    help=say("单元格本会拒收的值也照原样填入（转录纸质表）", "keep values a cell would refuse, as a transcript must"),
)
@spec_option
@force_option
def fill(
    target: str,
    data: Path,
    out: Path,
    kind: str | None,
    year: int | None,
    rows: tuple[str, ...],
    last: Path | None,
    as_given: bool,
    spec: Path | None,
    force: bool,
) -> None:
    """Fill values into a workbook."""
    from cli import run

    run.fill(target, data, out, Choices(spec, kind, year, rows, force), as_given=as_given, last=last)


@app.command(help=say("读出工作簿里的数据。", "Read the values of a workbook."))
@click.argument("workbook", metavar=say("工作簿", "WORKBOOK"), type=path_type)
@format_option(Format, Format.JSON, say("输出格式", "output format"))
@out_option(FILE, say("写到文件", "file to write"))
@spec_option
@force_option
def read(workbook: Path, wanted: str, out: Path | None, spec: Path | None, force: bool) -> None:
    """Read the values of a workbook."""
    from cli import run

    run.read(workbook, Format(wanted), out, Choices(spec, force=force))


@app.command(help=say("审核填好的工作簿。", "Validate filled workbooks."))
@click.argument("files", nargs=-1, required=True, metavar=say("文件|文件夹|通配符...", "FILE|DIR|GLOB..."))
@format_option(
    ReportFormat,
    ReportFormat.TEXT,
    say("输出格式；json 为每个文件一行，html 为一个网页", "json: one line for each file; html: one page"),
)
@click.option(
    "--jobs",
    "-j",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help=say("同时审核几个文件", "files at a time"),
)
@out_option(FILE, say("写到文件", "file to write"))
@click.option(
    "--damage/--no-damage",
    default=True,
    show_default=False,
    help=say(
        "列出填报以外被改动的地方（默认）；成千上万个文件时，不列快得多",
        "list what was changed besides the inputs (the default); of thousands of files, much quicker without",
    ),
)
@path_option(
    "--heal",
    metavar=FOLDER,
    help=say("把填报的数移进没有改动过的工作簿，写到这里", "folder for canonical workbooks with the inputs moved in"),
)
@spec_option
@force_option
def validate(
    files: tuple[str, ...],
    wanted: str,
    jobs: int,
    out: Path | None,
    damage: bool,
    heal: Path | None,
    spec: Path | None,
    force: bool,
) -> int:
    """Validate filled workbooks."""
    from cli.validate import validate as run

    return run(files, ReportFormat(wanted), jobs, out, Choices(spec, force=force), Receiving(damage, heal))


@app.command(
    help=say("上报工作簿；不写文件就补发待发箱里的。", "Submit workbooks; without any, what the outbox holds.")
)
@click.argument("files", nargs=-1, metavar=say("[工作簿]...", "[WORKBOOK]..."), type=path_type)
@click.option(
    "--to",
    metavar=say("文件夹|网址", "DIR|URL"),
    help=say("上报到哪里；默认为工作簿旁的“上报”文件夹", "where to; the folder 上报 beside the workbook if not given"),
)
@path_option(
    "--token-file", metavar=FILE, help=say("令牌文件，没有密钥环时用", "file with the token, where there is no keyring")
)
@click.option(
    "--tries",
    metavar="N",
    type=click.IntRange(1, 20),
    default=5,
    help=say("至多试几次", "how often to try"),
)
@click.option(
    "--forget",
    is_flag=True,
    help=say(
        "放弃待发箱里还没送到的这些上报（写工作簿或受理编号）",
        "give up these submissions that wait in the outbox (workbooks or numbers)",
    ),
)
@spec_option
def submit(
    files: tuple[Path, ...], to: str | None, token_file: Path | None, tries: int, forget: bool, spec: Path | None
) -> int:
    """Submit workbooks."""
    from cli.submit import forget as give_up
    from cli.submit import submit_files

    if forget:
        return give_up([str(each) for each in files], to)
    return submit_files(files, to, token_file, tries, spec)


@app.command(
    help=say(
        "接收上报：写了文件就接收这些文件，否则在网络上接收。",
        "Receive submissions: the files named, else over the network.",
    )
)
@click.argument(
    "files", nargs=-1, metavar=say("[上报包|工作簿|文件夹]...", "[PACKAGE|WORKBOOK|DIR]..."), type=path_type
)
@path_option(
    "--folder", metavar=FOLDER, default=Path("收到"), help=say("收到的存在哪个文件夹", "folder for what is received")
)
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8443, help=say("端口", "port"))
@click.option(
    "--host", metavar=say("地址", "ADDRESS"), default="127.0.0.1", help=say("在哪个地址上接收", "address to listen at")
)
@tokens_option
@path_option("--certificate", metavar=FILE, help=say("HTTPS 证书（PEM）", "certificate for HTTPS (PEM)"))
@path_option("--private-key", metavar=FILE, help=say("证书的私钥，若不在同一文件", "its key, if not in the same file"))
@spec_option
def receive(
    files: tuple[Path, ...],
    folder: Path,
    port: int,
    host: str,
    tokens: Path,
    certificate: Path | None,
    private_key: Path | None,
    spec: Path | None,
) -> int:
    """Receive submissions."""
    from cli.receive import Serving, receive_files, serve

    if files:
        return receive_files(files, folder, spec)
    serve(Serving(host, port, tokens, certificate, private_key), folder, spec)
    return 0


app.add_command(addin.app)


@app.group(help=say("上报用的令牌。", "Tokens for submitting."), no_args_is_help=True)
def token() -> None:
    """Tokens."""


name_argument = click.argument("name", metavar=say("填报单位|网址", "UNIT|URL"))


@token.command("set", help=say("把令牌存入系统的密钥环。", "Keep a token in the system's keyring."))
@name_argument
def token_set(name: str) -> None:
    """Keep a token."""
    from cli.submit import set_token

    set_token(name)


@token.command("forget", help=say("从密钥环删去令牌。", "Take a token out of the keyring."))
@name_argument
def token_forget(name: str) -> None:
    """Give a token up."""
    from cli.submit import forget_token

    forget_token(name)


@token.command("new", help=say("主管部门：为一个填报单位发令牌。", "The bureau: make a token for a unit."))
@click.argument("unit", metavar=say("填报单位|*", "UNIT|*"))
@tokens_option
def token_new(unit: str, tokens: Path) -> None:
    """Make a token."""
    from cli.receive import make_token

    make_token(unit, tokens)


@app.command("list", help=say("列出有哪些报表、版本和填报对象。", "List forms, editions and workbook kinds."))
@spec_option
def list_forms(spec: Path | None) -> None:
    """List forms, editions and kinds."""
    from cli import run

    run.list_forms(Choices(spec))


def main() -> None:
    """The entry point: faults become text on standard error and an exit code."""
    from qingbiao.collector import collect_rarely
    from qingbiao.errors import QingbiaoError
    from qingbiao.faults import Fault, Place

    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=NAMES)
    try:
        sys.exit(app(standalone_mode=False))
    except QingbiaoError as problem:
        for fault in problem.faults:
            click.echo(fault.text(language()), err=True)
        sys.exit(problem.exit_code)
    except (
        click.ClickException
    ) as problem:  # of the command itself: an option that there is not, a value it cannot have
        problem.show()
        sys.exit(problem.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("已中断；没有写完的文件没有留下。", "interrupted; no half-written file was left."), err=True)
        sys.exit(_INTERRUPTED)
    except OSError as problem:  # of a folder that cannot be looked into, a name no file system takes, a full disk
        code = "file-unwritable" if problem.errno == errno.ENOSPC else "file-unreadable"
        fault = Fault(code, {"reason": problem.strerror or problem}, Place(str(problem.filename or "")))
        click.echo(fault.text(language()), err=True)
        sys.exit(QingbiaoError.exit_code)
