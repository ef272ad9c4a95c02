"""``qingbiao submit`` and ``qingbiao token``: workbooks on their way to a bureau, and the tokens that let them in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from addin import tokens
from addin.delivery import Patience, Sender
from addin.giving_up import meant, number_of
from addin.log import home
from addin.outbox import Entry, Outbox
from addin.submitting import Errand, Left, Setting, resume, submit
from addin.target import FolderTarget, Target, beside, target_of
from cli.language import language, say
from generator.library import Library
from qingbiao.errors import QingbiaoError, Unusable, crashed
from qingbiao.faults import Fault
from qingbiao.load import SHIPPED


def submit_files(files: Sequence[Path], to: str | None, token_file: Path | None, tries: int, spec: Path | None) -> int:
    """Submit workbooks, or without any deliver what is left in the outbox; the exit code is the gravest one's."""
    setting = Setting(
        _outbox(),
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
            errand = submit(setting, path, target or beside(path))
        except QingbiaoError as problem:
            worst = max(worst, _not_submitted(path, problem))
        except Exception as problem:  # noqa: BLE001  whatever it is, it is this file's
            worst = max(worst, _not_submitted(path, crashed(str(path), problem)))
        else:
            _tell(errand)
    return worst


def forget(names: Sequence[str], to: str | None) -> int:
    """Give up submissions that wait in the outbox, each told before it is gone; the exit code is the gravest one's."""
    if not names:
        raise Unusable(Fault("outbox-whose"))
    worst = 0
    for name in names:
        try:
            entry = meant(_outbox(), name, to)
            _tell_given_up(entry)
            entry.forget()
        except Unusable as problem:
            worst = max(worst, _tell_problem(problem))
        else:
            click.echo(say("  已从待发箱删去；工作簿没有动。", "  taken out of the outbox; the workbook is as it was."))
    return worst


def _outbox() -> Outbox:
    return Outbox(home() / "outbox")


def _rest(setting: Setting) -> int:
    worst, count = 0, 0
    for outcome in resume(setting):
        count += 1
        if isinstance(outcome, Errand):
            _tell(outcome)
        else:
            worst = max(worst, _still_there(outcome))
    if worst:
        hint = say(
            "不想再送的，用 qingbiao submit --forget 工作簿或受理编号，从待发箱删去。",
            "what is not to be sent any more: qingbiao submit --forget WORKBOOK-or-number",
        )
        click.echo(hint, err=True)
    if not count:
        click.echo(say("待发箱里没有要补发的。", "nothing is waiting in the outbox."))
    return worst


def _tell(errand: Errand) -> None:
    receipt = errand.receipt
    assert receipt is not None
    click.echo(f"{_shown(errand.path)}: {_words(errand.target, signed=receipt.signed, again=errand.again)}")
    click.echo(say(f"  受理编号 {receipt.number}", f"  number {receipt.number}"))
    click.echo(say(f"  数据摘要 {receipt.digest}", f"  digest {receipt.digest}"))
    if receipt.signed:
        click.echo(say(f"  签收时间 {receipt.time}", f"  signed at {receipt.time}"))
    if errand.notice is not None:
        click.echo(errand.notice.text(language()), err=True)


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


def _tell_given_up(entry: Entry) -> None:
    workbook, target, number = _shown(Path(entry.about.workbook)), entry.about.target, number_of(entry)
    time = entry.about.time[:16].replace("T", " ")
    click.echo(
        say(
            f"{workbook}: 放弃上报到 {target}（{time} 放进待发箱，受理编号 {number}）",
            f"{workbook}: no longer submitted to {target} (in the outbox since {time}, number {number})",
        )
    )
    if entry.receipt() is not None:
        click.echo(
            say(
                "  已放进那个文件夹的上报包不动，主管部门仍可能接收。",
                "  the package in that folder stays; the bureau may still take it in.",
            )
        )


def _not_submitted(path: Path, problem: QingbiaoError) -> int:
    click.echo(f"{path}: {say('没有上报', 'not submitted')}", err=True)
    return _tell_problem(problem)


def _still_there(left: Left) -> int:
    path = _shown(Path(left.entry.about.workbook))
    click.echo(f"{path}: {say('还在待发箱里', 'still in the outbox')}", err=True)
    return _tell_problem(left.problem)


def _tell_problem(problem: QingbiaoError) -> int:
    for fault in problem.faults:
        click.echo(fault.text(language()), err=True)
    return problem.exit_code


# --- tokens ------------------------------------------------------------------------------------------------------


def set_token(name: str) -> None:
    """Ask for a token, unseen, or take it from standard input; keep it in the keyring."""
    watched = sys.stdin.isatty()
    token = click.prompt(say("令牌", "token"), hide_input=True) if watched else sys.stdin.readline()
    tokens.set_token(name, token.strip())
    click.echo(say(f"已存入密钥环：{name}", f"kept in the keyring: {name}"))


def forget_token(name: str) -> None:
    """Take a token out of the keyring."""
    if tokens.forget_token(name):
        click.echo(say(f"已从密钥环删去：{name}", f"taken out of the keyring: {name}"))
    else:
        click.echo(say(f"密钥环里没有：{name}", f"not in the keyring: {name}"))
