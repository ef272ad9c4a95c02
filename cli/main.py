"""``qingbiao``: the commands, their options, and how faults become text and exit codes.

Exit codes: 0 done, 1 the input has faults (all of them listed), 2 cannot be used. Each command's package is imported
when the command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from cli import addin
from cli.language import NAMES, language, say, speak
from cli.options import Choices, Format, Receiving, ReportFormat
from qingbiao.years import YEARS

_INTERRUPTED = 130

speak()
app = typer.Typer(
    name="qingbiao",
    help=say(
        "清表：由 YAML 定义生成部委报表的 Excel 工作簿，填入数据，读回数据。",
        "Qingbiao: ministries' reporting forms from YAML to Excel workbooks, and back.",
    ),
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

app.add_typer(addin.app)

SpecFolder = Annotated[
    Optional[Path],  # noqa: UP045  typer reads the annotation at run time
    typer.Option(
        "--spec",
        metavar=say("文件夹", "DIR"),
        help=say(
            "报表定义所在的文件夹；默认用随附的 spec/", "folder of form definitions; the shipped spec/ if not given"
        ),
    ),
]
Year = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(
        min=YEARS.start,
        max=YEARS.stop - 1,
        help=say("报告年度，若与定义中不同", "reporting year, if not the definition's"),
    ),
]
Kind = Annotated[Optional[str], typer.Option(help=say("填报对象，如 bureau、enterprise", "workbook kind"))]  # noqa: UP045
Rows = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        metavar="N|ID=N",
        help=say(
            "名录行数：500（各企业名录），或 documents=20（某一个名录），可写多次",
            "rows of the registers that grow (500), or of one of them (documents=20); may be repeated",
        ),
    ),
]
Force = Annotated[bool, typer.Option("--force", help=say("覆盖已有的文件", "replace files that exist"))]


def _version(asked: bool) -> None:
    if asked:
        from qingbiao import __version__

        typer.echo(f"qingbiao {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("显示版本", "show the version"))
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command(help=say("生成空白工作簿。", "Generate blank workbooks."))
def generate(
    forms: Annotated[Optional[list[str]], typer.Argument(metavar=say("报表", "FORM"))] = None,  # noqa: UP045
    kind: Kind = None,
    year: Year = None,
    rows: Rows = None,
    out: Annotated[Path, typer.Option("--out", "-o", help=say("生成到哪个文件夹", "folder for the workbooks"))] = Path(
        "templates"
    ),
    spec: SpecFolder = None,
    force: Force = False,
) -> None:
    """Generate blank workbooks."""
    from cli import run

    run.generate(forms or [], out, Choices(spec, kind, year, tuple(rows or ()), force))


@app.command("check-spec", help=say("检查报表定义，列出全部错误。", "Check form definitions and list every fault."))
def check_spec(
    forms: Annotated[Optional[list[str]], typer.Argument(metavar=say("报表", "FORM"))] = None,  # noqa: UP045
    spec: SpecFolder = None,
) -> None:
    """Check form definitions."""
    from cli import run

    run.check_spec(forms or [], Choices(spec))


@app.command(
    help=say("输出 YAML 的 JSON Schema，供编辑器补全和检查。", "Print the JSON Schema of the YAML, for editors.")
)
def schema() -> None:
    """Print the JSON Schema."""
    from cli import run

    run.schema()


@app.command(help=say("把数据填进工作簿。", "Fill values into a workbook."))
def fill(
    target: Annotated[str, typer.Argument(metavar=say("工作簿|报表", "WORKBOOK|FORM"))],
    data: Annotated[Path, typer.Argument(metavar=say("数据.yaml", "DATA.yaml"))],
    out: Annotated[Path, typer.Option("--out", "-o", help=say("写到哪个文件", "file to write"))],
    kind: Kind = None,
    year: Year = None,
    rows: Rows = None,
    last: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar=say("上年工作簿", "WORKBOOK"),
            help=say("从上年的同一工作簿导入上年数", "take last year's values from last year's workbook"),
        ),
    ] = None,
    as_given: Annotated[
        bool,
        typer.Option(
            "--as-given",
            help=say(
                "单元格本会拒收的值也照原样填入（转录纸质表）", "keep values a cell would refuse, as a transcript must"
            ),
        ),
    ] = False,
    spec: SpecFolder = None,
    force: Force = False,
) -> None:
    """Fill values into a workbook."""
    from cli import run

    choices = Choices(spec, kind, year, tuple(rows or ()), force)
    run.fill(target, data, out, choices, as_given=as_given, last=last)


@app.command(help=say("读出工作簿里的数据。", "Read the values of a workbook."))
def read(
    workbook: Annotated[Path, typer.Argument(metavar=say("工作簿", "WORKBOOK"))],
    format: Annotated[Format, typer.Option("--format", "-f", help=say("输出格式", "output format"))] = Format.JSON,  # noqa: A002
    out: Annotated[Optional[Path], typer.Option("--out", "-o", help=say("写到文件", "file to write"))] = None,  # noqa: UP045
    spec: SpecFolder = None,
    force: Force = False,
) -> None:
    """Read the values of a workbook."""
    from cli import run

    run.read(workbook, format, out, Choices(spec, force=force))


@app.command(help=say("审核填好的工作簿。", "Validate filled workbooks."))
def validate(
    files: Annotated[list[str], typer.Argument(metavar=say("文件|文件夹|通配符", "FILE|DIR|GLOB"))],
    format: Annotated[  # noqa: A002
        ReportFormat,
        typer.Option(
            "--format",
            "-f",
            help=say("输出格式；json 为每个文件一行，html 为一个网页", "json: one line for each file; html: one page"),
        ),
    ] = ReportFormat.TEXT,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help=say("同时审核几个文件", "files at a time"))] = 1,
    out: Annotated[Optional[Path], typer.Option("--out", "-o", help=say("写到文件", "file to write"))] = None,  # noqa: UP045
    damage: Annotated[
        bool,
        typer.Option(
            "--damage/--no-damage",
            help=say(
                "列出填报以外被改动的地方（默认）；成千上万个文件时，不列快得多",
                "list what was changed besides the inputs (the default); of thousands of files, much quicker without",
            ),
        ),
    ] = True,
    heal: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar=say("文件夹", "DIR"),
            help=say(
                "把填报的数移进没有改动过的工作簿，写到这里", "folder for canonical workbooks with the inputs moved in"
            ),
        ),
    ] = None,
    spec: SpecFolder = None,
    force: Force = False,
) -> None:
    """Validate filled workbooks."""
    from cli.validate import validate as run

    raise typer.Exit(run(files, format, jobs, out, Choices(spec, force=force), Receiving(damage, heal)))


@app.command(
    help=say("上报工作簿；不写文件就补发待发箱里的。", "Submit workbooks; without any, what the outbox holds.")
)
def submit(
    files: Annotated[Optional[list[Path]], typer.Argument(metavar=say("工作簿", "WORKBOOK"))] = None,  # noqa: UP045
    to: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar=say("文件夹|网址", "DIR|URL"),
            help=say(
                "上报到哪里；默认为工作簿旁的“上报”文件夹", "where to; the folder 上报 beside the workbook if not given"
            ),
        ),
    ] = None,
    token_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help=say("令牌文件，没有密钥环时用", "file with the token, where there is no keyring")),
    ] = None,
    tries: Annotated[int, typer.Option(min=1, max=20, help=say("至多试几次", "how often to try"))] = 5,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget",
            help=say(
                "放弃待发箱里还没送到的这些上报（写工作簿或受理编号）",
                "give up these submissions that wait in the outbox (workbooks or numbers)",
            ),
        ),
    ] = False,
    spec: SpecFolder = None,
) -> None:
    """Submit workbooks."""
    from cli.submit import forget as give_up
    from cli.submit import submit_files

    if forget:
        raise typer.Exit(give_up([str(each) for each in files or ()], to))
    raise typer.Exit(submit_files(files or [], to, token_file, tries, spec))


@app.command(
    help=say(
        "接收上报：写了文件就接收这些文件，否则在网络上接收。",
        "Receive submissions: the files named, else over the network.",
    )
)
def receive(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(metavar=say("上报包|工作簿|文件夹", "PACKAGE|WORKBOOK|DIR")),
    ] = None,
    folder: Annotated[Path, typer.Option(help=say("收到的存在哪个文件夹", "folder for what is received"))] = Path(
        "收到"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help=say("端口", "port"))] = 8443,
    host: Annotated[str, typer.Option(help=say("在哪个地址上接收", "address to listen at"))] = "127.0.0.1",
    tokens: Annotated[Path, typer.Option(help=say("令牌表", "list of tokens"))] = Path("tokens.txt"),
    certificate: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help=say("HTTPS 证书（PEM）", "certificate for HTTPS (PEM)")),
    ] = None,
    private_key: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help=say("证书的私钥，若不在同一文件", "its key, if not in the same file")),
    ] = None,
    spec: SpecFolder = None,
) -> None:
    """Receive submissions."""
    from cli.receive import Serving, receive_files, serve

    if files:
        raise typer.Exit(receive_files(files, folder, spec))
    serve(Serving(host, port, tokens, certificate, private_key), folder, spec)


token_app = typer.Typer(help=say("上报用的令牌。", "Tokens for submitting."), no_args_is_help=True)
app.add_typer(token_app, name="token")
TokenName = Annotated[str, typer.Argument(metavar=say("填报单位|网址", "UNIT|URL"))]


@token_app.command("set", help=say("把令牌存入系统的密钥环。", "Keep a token in the system's keyring."))
def token_set(name: TokenName) -> None:
    """Keep a token."""
    from cli.submit import set_token

    set_token(name)


@token_app.command("forget", help=say("从密钥环删去令牌。", "Take a token out of the keyring."))
def token_forget(name: TokenName) -> None:
    """Give a token up."""
    from cli.submit import forget_token

    forget_token(name)


@token_app.command("new", help=say("主管部门：为一个填报单位发令牌。", "The bureau: make a token for a unit."))
def token_new(
    unit: Annotated[str, typer.Argument(metavar=say("填报单位|*", "UNIT|*"))],
    tokens: Annotated[Path, typer.Option(help=say("令牌表", "list of tokens"))] = Path("tokens.txt"),
) -> None:
    """Make a token."""
    from cli.receive import make_token

    make_token(unit, tokens)


@app.command("list", help=say("列出有哪些报表、版本和填报对象。", "List forms, editions and workbook kinds."))
def list_forms(spec: SpecFolder = None) -> None:
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
        app()
    except QingbiaoError as problem:
        for fault in problem.faults:
            typer.echo(fault.text(language()), err=True)
        sys.exit(problem.exit_code)
    except (KeyboardInterrupt, SystemExit) as ending:  # typer makes the one the other
        if isinstance(ending.__context__, BrokenPipeError):  # who reads has enough, as after `| head`
            sys.exit(0)
        if isinstance(ending, SystemExit) and ending.code != _INTERRUPTED:
            raise
        typer.echo(say("已中断；没有写完的文件没有留下。", "interrupted; no half-written file was left."), err=True)
        sys.exit(_INTERRUPTED)
    except OSError as problem:  # of a folder that cannot be looked into, a name no file system takes, a full disk
        code = "file-unwritable" if problem.errno == errno.ENOSPC else "file-unreadable"
        fault = Fault(code, {"reason": problem.strerror or problem}, Place(str(problem.filename or "")))
        typer.echo(fault.text(language()), err=True)
        sys.exit(QingbiaoError.exit_code)
