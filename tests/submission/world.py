"""A filing in order, one with findings, and a desk that really runs."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from addin.delivery import Patience, Sender
from addin.outbox import Outbox
from addin.submitting import Setting
from bureau.desk import Desk, open_desk
from bureau.receiver import Receiver, Service
from bureau.tokens import new_token, read_tokens
from generator.library import Library
from generator.submission.building import Prepared, prepare
from generator.workbook import build_workbook
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.load import SHIPPED, load_edition

ROOT = Path(__file__).resolve().parents[2]
AT = datetime.fromisoformat("2025-03-01T09:30:00+08:00")
LATER = datetime.fromisoformat("2025-03-02T10:00:00+08:00")
NAME = Path("填报.xlsx")


@cache
def library() -> Library:
    return Library(SHIPPED)


@cache
def workbook(example: str = "enterprise-2024", contact: str = "", serial: str = "") -> bytes:
    """An example as a workbook; ``contact`` fills one of its fields otherwise."""
    file = read_filing_file(ROOT / "examples" / f"{example}.yaml")
    assert file.edition is not None
    edition = load_edition(file.edition)
    kind = edition.kind(file.kind or "")
    assert kind is not None
    filing = filing_from(file, edition, kind, as_given=True)
    if contact:
        filing = replace(filing, cells={**filing.cells, "company.contact": contact})
    return build_workbook(edition, kind, filing, serial=serial).content


@cache
def prepared(contact: str = "") -> Prepared:
    return prepare(NAME, workbook(contact=contact), library())


def unit() -> str:
    return prepared().filed.unit


@dataclass
class RunningDesk:
    """A desk with its server on a port of this machine."""

    desk: Desk
    url: str
    token: str
    tokens: Path
    server: Receiver = field(repr=False)

    def receipts(self) -> list[Path]:
        return sorted((self.desk.folder / "receipts").glob("*.json"))

    def packages(self) -> list[Path]:
        return sorted((self.desk.folder / "packages").glob("*.zip"))


@contextlib.contextmanager
def running_desk(folder: Path, tls: ssl.SSLContext | None = None, token_unit: str = "*") -> Iterator[RunningDesk]:
    tokens = folder / "tokens.txt"
    folder.mkdir(parents=True, exist_ok=True)
    token = new_token(tokens, token_unit)
    desk = open_desk(folder / "desk", library(), lambda: LATER)
    server = Receiver(Service(desk, lambda: read_tokens(tokens)), ("127.0.0.1", 0), tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        scheme = "http" if tls is None else "https"
        yield RunningDesk(desk, f"{scheme}://127.0.0.1:{server.server_port}", token, tokens, server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def setting(folder: Path, token: str = "t" * 20, tries: int = 1, **sender: object) -> Setting:
    """A person's machine whose clock stands still and whose naps are short."""
    patience = Patience(tries=tries, first=0.01, longest=0.5, random=Random(1))
    made = Sender(lambda unit, target: token, **sender)  # type: ignore[arg-type]
    return Setting(Outbox(folder / "outbox"), library(), made, patience, lambda: AT)
