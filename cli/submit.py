"""``qingbiao submit`` and ``qingbiao token``: workbooks on their way to a bureau, and the tokens that let them in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from addin import tokens
from addin.delivery import Patience, Sender
from addin.log import home
from addin.outbox import Outbox
from addin.submitting import Errand, Setting, resume, submit
from addin.target import FolderTarget, Target, beside, target_of
from cli.language import language, say
from generator.library import Library
from qingbiao.errors import NotDelivered, NotInOrder, QingbiaoError, Unusable
from qingbiao.load import SHIPPED


def submit_files(files: Sequence[Path], to: str | None, token_file: Path | None, tries: int, spec: Path | None) -> int:
    """Submit workbooks, or without any deliver what is left in the outbox; the exit code is the gravest one's."""
    setting = Setting(
        Outbox(home() / "outbox"),
        Library(spec or SHIPPED),
        Sender(tokens.token_source(token_file), language()),
        Patience(tries=tries),
        lambda: datetime.now().astimezone(),
    )
    if not files:
        return _rest(setting)
    target = None if to is None else target_of(to)
    worst = 0
    for path in files:
        try:
            _tell(submit(setting, path, target or beside(path)))
        except (NotInOrder, NotDelivered, Unusable) as problem:
            worst = max(worst, _tell_problem(path, problem))
    return worst


def _rest(setting: Setting) -> int:
    worst, count = 0, 0
    for outcome in resume(setting):
        count += 1
        if isinstance(outcome, Errand):
            _tell(outcome)
        else:
            worst = max(worst, _tell_problem(None, outcome))
    if not count:
        typer.echo(say("待发箱里没有要补发的。", "nothing is waiting in the outbox."))
    return worst


def _tell(errand: Errand) -> None:
    receipt = errand.receipt
    assert receipt is not None
    typer.echo(f"{_shown(errand.path)}: {_words(errand.target, signed=receipt.signed, again=errand.again)}")
    typer.echo(say(f"  受理编号 {receipt.number}", f"  number {receipt.number}"))
    typer.echo(say(f"  数据摘要 {receipt.digest}", f"  digest {receipt.digest}"))
    if receipt.signed:
        typer.echo(say(f"  签收时间 {receipt.time}", f"  signed at {receipt.time}"))
    if errand.notice is not None:
        typer.echo(errand.notice.text(language()), err=True)


def _words(target: Target, *, signed: bool, again: bool) -> str:
    if not signed:
        where = _shown(target.path) if isinstance(target, FolderTarget) else target
        return say(f"已放入 {where}，待主管部门接收", f"put into {where}, to be received by the bureau")
    if again:
        return say("早已上报，这是当时的回执", "submitted before; this is its receipt")
    return say("已上报，主管部门已签收", "submitted, and signed for by the bureau")


def _shown(path: Path) -> Path:
    """A path as a person would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _tell_problem(path: Path | None, problem: QingbiaoError) -> int:
    if path is not None:
        typer.echo(f"{path}: {say('没有上报', 'not submitted')}", err=True)
    for fault in problem.faults:
        typer.echo(fault.text(language()), err=True)
    return problem.exit_code


# --- tokens ------------------------------------------------------------------------------------------------------


def set_token(name: str) -> None:
    """Ask for a token, unseen, or take it from standard input; keep it in the keyring."""
    watched = sys.stdin.isatty()
    token = typer.prompt(say("令牌", "token"), hide_input=True) if watched else sys.stdin.readline()
    tokens.set_token(name, token.strip())
    typer.echo(say(f"已存入密钥环：{name}", f"kept in the keyring: {name}"))


def forget_token(name: str) -> None:
    """Take a token out of the keyring."""
    if tokens.forget_token(name):
        typer.echo(say(f"已从密钥环删去：{name}", f"taken out of the keyring: {name}"))
    else:
        typer.echo(say(f"密钥环里没有：{name}", f"not in the keyring: {name}"))
