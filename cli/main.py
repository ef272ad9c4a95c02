"""``qingbiao``: the commands, their options, and how faults become text and exit codes.

Exit codes: 0 done, 1 the input has faults (all of them listed), 2 cannot be used. Each command's package is imported
when the command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from cli import addin
from cli.language import language, say, speak
from cli.options import Choices, Format, ReportFormat

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
    typer.Option(min=2000, max=2100, help=say("报告年度，若与定义中不同", "reporting year, if not the definition's")),
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
def schema(spec: SpecFolder = None) -> None:
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
    spec: SpecFolder = None,
    force: Force = False,
) -> None:
    """Validate filled workbooks."""
    from cli.validate import validate as run

    raise typer.Exit(run(files, format, jobs, out, Choices(spec, force=force)))


@app.command("list", help=say("列出有哪些报表、版本和填报对象。", "List forms, editions and workbook kinds."))
def list_forms(spec: SpecFolder = None) -> None:
    """List forms, editions and kinds."""
    from cli import run

    run.list_forms(Choices(spec))


def main() -> None:
    """The entry point: faults become text on standard error and an exit code."""
    from qingbiao.errors import QingbiaoError
    from qingbiao.faults import Fault, Place

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except QingbiaoError as problem:
        for fault in problem.faults:
            typer.echo(fault.text(language()), err=True)
        sys.exit(problem.exit_code)
    except (KeyboardInterrupt, SystemExit) as ending:  # typer makes the one the other
        if isinstance(ending, SystemExit) and ending.code != _INTERRUPTED:
            raise
        typer.echo(say("已中断；没有写完的文件没有留下。", "interrupted; no half-written file was left."), err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as problem:  # of a folder that cannot be looked into, or a name no file system takes
        fault = Fault("file-unreadable", {"reason": problem.strerror or problem}, Place(str(problem.filename or "")))
        typer.echo(fault.text(language()), err=True)
        sys.exit(QingbiaoError.exit_code)
