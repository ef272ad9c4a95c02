"""One package to one target: into a folder, or to a desk; and how long to wait before it is tried again."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead
from pathlib import Path
from random import Random
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from addin.target import DeskTarget, FolderTarget, Target
from generator.store import write_whole
from generator.submission.manifest import Manifest
from generator.submission.opening import Opened, open_submission
from generator.submission.receipt import MOST_BYTES, Receipt, answer_path, answers, read_receipt, receipt_for
from qingbiao import __version__
from qingbiao.errors import BadPackage, CannotWrite, NotDelivered, Refused
from qingbiao.faults import Fault, Language, short

_TIMEOUT: Final = 60.0
"""Seconds that a desk may be silent; examining a workbook with 100,000 rows takes about twenty."""
_LONGEST_ANSWER: Final = 120.0
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
"""What may pass."""
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')
_MOST_REASONS: Final = 50


@dataclass(frozen=True)
class Patience:
    """How often a delivery is tried, and how waiting is done: twice as long each time, never all at the same moment."""

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    """Seconds. Whoever is asked to wait longer leaves the submission in the outbox."""
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)

    def pause(self, tried: int, asked: float | None) -> float | None:
        """How long to wait after so many tries; None if it is not to be tried again now."""
        if tried >= self.tries or (asked is not None and asked > self.longest):
            return None
        grown = min(self.longest, self.first * 2 ** (tried - 1))
        jitter = self.random.uniform(grown / 2, grown)
        return jitter if asked is None else asked + self.random.uniform(0, self.first)


@dataclass(frozen=True)
class Sender:
    """What deliveries need of the machine: the token of a unit for a target, whom to trust, in which language."""

    token: Callable[[str, DeskTarget], str]
    language: Language = "zh"
    trust: ssl.SSLContext | None = None
    """Certificates beside those of the system."""
    timeout: float = _TIMEOUT


def deliver(package: bytes, target: Target, sender: Sender, patience: Patience) -> Receipt:
    """Deliver, as often as patience allows. Raises :class:`NotDelivered`, or its :class:`Refused`."""
    opened = open_submission(package)
    once = (
        partial(into_folder, opened, target)
        if isinstance(target, FolderTarget)
        else partial(to_desk, opened, target, sender, sender.token(opened.manifest.unit, target))
    )
    tried = 0
    while True:
        try:
            return once()
        except Refused:
            raise
        except NotDelivered as problem:
            tried += 1
            pause = None if isinstance(target, FolderTarget) else patience.pause(tried, problem.after)
            if pause is None:
                raise
            patience.sleep(pause)


# --- a folder ----------------------------------------------------------------------------------------------------


def into_folder(opened: Opened, target: FolderTarget) -> Receipt:
    """Put the package there under its name, whole. The receipt is the desk's if it has left one, else unsigned."""
    path = target.path / file_name(opened.manifest)
    try:
        if not target.path.is_dir():
            raise NotADirectoryError(0, "no such folder")
        if not _holds(path, opened.manifest):
            write_whole(path, opened.content, force=True)
        answer = answer_path(path)
        receipt = read_receipt(answer.read_bytes()) if answer.exists() else None
    except BadPackage:
        receipt = None
    except CannotWrite as problem:
        reason = problem.faults[0].slots.get("reason", "")
        raise NotDelivered(Fault("delivery-folder", {"target": target, "reason": reason})) from None
    except OSError as problem:
        slots = {"target": target, "reason": problem.strerror or problem}
        raise NotDelivered(Fault("delivery-folder", slots)) from None
    if receipt is not None and answers(receipt, opened.manifest):
        return receipt
    return receipt_for(opened.manifest, opened.content, datetime.fromisoformat(opened.manifest.time))


def file_name(manifest: Manifest) -> str:
    """What a package is called in a folder: whose it is, and its number."""
    unit = _NOT_IN_NAMES.sub("_", manifest.unit)[:60].strip("._") or "_"
    return f"{unit}_{manifest.edition}_{manifest.kind}_{manifest.number}.zip"


def _holds(path: Path, manifest: Manifest) -> bool:
    """Whether the folder has this submission already, complete."""
    try:
        return path.exists() and open_submission(path.read_bytes()).manifest.digest == manifest.digest
    except BadPackage:
        return False


# --- a desk ------------------------------------------------------------------------------------------------------


class _NoRedirects(HTTPRedirectHandler):
    """A token goes only where it was meant to go."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


def to_desk(opened: Opened, target: DeskTarget, sender: Sender, token: str) -> Receipt:
    """Post the package and read the receipt."""
    request = Request(
        f"{target.url}/v1/submissions",
        data=opened.content,
        method="POST",
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/zip",
            "Idempotency-Key": opened.key,
            "Accept": "application/json",
            "Accept-Language": sender.language,
            "User-Agent": f"qingbiao/{__version__}",
        },
    )
    try:
        with _opener(target, sender).open(request, timeout=sender.timeout) as response:
            content = _limited(response)
    except HTTPError as problem:
        with problem:
            raise _answered(problem, target) from None
    except (OSError, HTTPException) as problem:
        raise _unreachable(problem, target) from None
    return _receipt(content, opened.manifest, target)


def _opener(target: DeskTarget, sender: Sender) -> OpenerDirector:
    context = sender.trust or ssl.create_default_context()
    proxies = [ProxyHandler({})] if target.near else []
    return build_opener(_NoRedirects, HTTPSHandler(context=context), *proxies)


def _limited(response: HTTPResponse | HTTPError) -> bytes:
    """An answer, but not an endless one."""
    begun, parts, size = time.monotonic(), list[bytes](), 0
    while size <= MOST_BYTES and (part := response.read1(MOST_BYTES)):
        parts.append(part)
        size += len(part)
        if time.monotonic() - begun > _LONGEST_ANSWER:
            raise TimeoutError("endless answer")
    if size <= MOST_BYTES and getattr(response, "length", None):
        raise IncompleteRead(b"".join(parts))
    return b"".join(parts)


def _receipt(content: bytes, manifest: Manifest, target: DeskTarget) -> Receipt:
    try:
        receipt = read_receipt(content)
    except BadPackage:
        raise Refused(Fault("delivery-answer", {"target": target})) from None
    if not receipt.signed or not answers(receipt, manifest):
        raise Refused(Fault("receipt-other", {"number": receipt.number}))
    return receipt


def _answered(problem: HTTPError, target: DeskTarget) -> NotDelivered:
    """What an answer other than a receipt comes to."""
    if problem.code in _LATER:
        after = _seconds(problem.headers.get("Retry-After"))
        return NotDelivered(Fault("delivery-busy", {"target": target, "status": problem.code}), after=after)
    if problem.code < 400:
        return Refused(Fault("delivery-redirected", {"target": target}))
    try:
        reasons = list(_reasons(json.loads(_limited(problem))))
    except (OSError, HTTPException, ValueError, RecursionError):
        reasons = []
    if not reasons:
        return Refused(Fault("delivery-answer", {"target": target}))
    return Refused(*(Fault("delivery-refused", {"target": target, "reason": reason}) for reason in reasons))


def _reasons(document: Any) -> Iterator[str]:
    """What a desk says is wrong, as far as it keeps to the contract."""
    faults = document.get("faults") if isinstance(document, dict) else None
    for fault in faults[:_MOST_REASONS] if isinstance(faults, list) else ():
        if isinstance(fault, dict) and isinstance(fault.get("message"), str):
            yield " ".join(part for part in (str(fault.get("place") or ""), short(fault["message"])) if part)


def _unreachable(problem: Exception, target: DeskTarget) -> NotDelivered:
    reason = problem.reason if isinstance(problem, URLError) else problem
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Refused(Fault("delivery-certificate", {"target": target, "reason": reason.verify_message}))
    told = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return NotDelivered(Fault("delivery-unreachable", {"target": target, "reason": told}))


def _seconds(text: str | None) -> float | None:
    """Retry-After: seconds, or a day and time."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
