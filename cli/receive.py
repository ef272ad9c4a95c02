"""``qingbiao receive``: the bureau's side, as a server of the HTTP contract, or for files that came by mail."""

from __future__ import annotations

import logging
import ssl
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from bureau.desk import Answer, Desk, open_desk
from bureau.receiver import Receiver, Service
from bureau.tokens import new_token, read_tokens
from cli.files import files_of
from cli.language import language, say
from generator.library import Library
from generator.package import read_up_to
from generator.store import write_whole
from generator.submission.opening import MOST_OF_A_PACKAGE
from generator.submission.receipt import answer_path
from qingbiao.errors import CannotWrite, FaultySpec, QingbiaoError, Unusable, crashed
from qingbiao.faults import Fault, Place, visible
from qingbiao.load import SHIPPED


@dataclass(frozen=True)
class Serving:
    """Where to listen, and with which certificate."""

    host: str
    port: int
    tokens: Path
    certificate: Path | None
    private_key: Path | None


def receive_files(files: Sequence[Path], folder: Path, spec: Path | None) -> int:
    """Take in packages and workbooks, each answered with a receipt beside it; the exit code is the gravest one's."""
    desk = _desk(folder, spec)
    worst = 0
    for path in files_of(map(str, files), [".xlsx", ".zip"]):
        try:
            answer = desk.receive(_content(path), language=language(), name=str(path))
        except FaultySpec:  # no file's fault
            raise
        except QingbiaoError as problem:
            worst = max(worst, _not_received(path, problem))
        except Exception as problem:  # noqa: BLE001  whatever it is, it is this file's
            worst = max(worst, _not_received(path, crashed(str(path), problem)))
        else:
            _answer(path, answer)
    return worst


def serve(serving: Serving, folder: Path, spec: Path | None) -> None:
    """Answer requests until interrupted."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    desk = _desk(folder, spec)
    read_tokens(serving.tokens)  # a list with faults is better told now
    service = Service(desk, partial(read_tokens, serving.tokens))
    try:
        receiver = Receiver(service, (serving.host, serving.port), _tls(serving))
    except (OSError, UnicodeError) as problem:  # a host's name that is none is the latter
        reason = getattr(problem, "strerror", None) or problem
        slots = {"host": serving.host, "port": serving.port, "reason": reason}
        raise Unusable(Fault("desk-address", slots)) from None
    with receiver:
        scheme = "https" if serving.certificate else "http"
        address = f"{scheme}://{serving.host}:{receiver.server_port}"
        click.echo(say(f"在 {address} 接收上报", f"receiving at {address}"))
        sys.stdout.flush()
        receiver.serve_forever()


def _tls(serving: Serving) -> ssl.SSLContext | None:
    if serving.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(serving.certificate, serving.private_key)
    except (OSError, ssl.SSLError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise Unusable(Fault("desk-certificate", {"reason": reason})) from None
    return context


def _desk(folder: Path, spec: Path | None) -> Desk:
    return open_desk(folder, Library(spec or SHIPPED), lambda: datetime.now().astimezone())


def _content(path: Path) -> bytes:
    try:
        content = read_up_to(path, MOST_OF_A_PACKAGE)
    except OSError as problem:
        reason = problem.strerror or problem
        raise Unusable(Fault("file-unreadable", {"reason": reason}, Place(str(path)))) from None
    if content is None:
        raise Unusable(Fault("submission-too-large", {"most": MOST_OF_A_PACKAGE // 2**20}, Place(str(path))))
    return content


def _answer(path: Path, answer: Answer) -> None:
    receipt = answer.receipt
    words = (
        say("已接收", "received") if answer.new else say("早已接收，不重复计数", "received before, not counted again")
    )
    click.echo(visible(f"{path}: {words}  {receipt.number}  {receipt.unit}"))
    try:
        write_whole(answer_path(path), receipt.content(), force=True)
    except CannotWrite as problem:
        _tell(problem)


def _not_received(path: Path, problem: QingbiaoError) -> int:
    click.echo(visible(f"{path}: {say('没有接收', 'not received')}"), err=True)
    return _tell(problem)


def _tell(problem: QingbiaoError) -> int:
    for fault in problem.faults:
        click.echo(fault.text(language()), err=True)
    return problem.exit_code


def make_token(unit: str, list_file: Path) -> None:
    """``qingbiao token new``: a token for a unit; its digest goes on the list, and it is told once."""
    click.echo(new_token(list_file, unit))
