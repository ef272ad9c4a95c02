"""上报: from a workbook on disk to a receipt in it, in steps between which anything may happen.

Each step can be taken again: after a crash, or when the button is pressed twice, whoever comes next begins at the first
step and finds done what is done. Nothing is sent before it is in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from addin.delivery import Patience, Sender, deliver
from addin.outbox import About, Entry, Outbox
from addin.target import FolderTarget, Target, target_of
from generator.library import Library
from generator.reader import read_workbook
from generator.store import write_whole
from generator.submission.building import Prepared, package_of, prepare
from generator.submission.receipt import Receipt
from generator.submission.stamping import Stamp, stamp_of, stamped
from qingbiao.errors import QingbiaoError, Unusable, crashed
from qingbiao.faults import Fault, Place


@dataclass(frozen=True)
class Setting:
    """What submitting needs of the world."""

    outbox: Outbox
    spec: Library
    sender: Sender
    patience: Patience
    now: Callable[[], datetime]
    """The time, with its zone."""


@dataclass(frozen=True)
class Errand:
    """One workbook on its way to one target, with what the steps so far have brought."""

    path: Path
    target: Target
    prepared: Prepared | None = None
    entry: Entry | None = None
    receipt: Receipt | None = None
    again: bool = False
    """Whether the receipt had been there before."""
    notice: Fault | None = None
    """What should be known although it is submitted."""


@dataclass(frozen=True)
class Left:
    """A submission that is still in the outbox, and why."""

    entry: Entry
    problem: QingbiaoError


Step = Callable[[Setting, Errand], Errand]


def examine(setting: Setting, errand: Errand) -> Errand:
    """Read and examine the workbook. Raises :class:`NotInOrder` with everything that stands in the way."""
    content = _content(errand.path)
    return replace(errand, prepared=prepare(errand.path, content, setting.spec, setting.sender.language))


def enqueue(setting: Setting, errand: Errand) -> Errand:
    """Put the package into the outbox; the one that is there already, if this is the same submission."""
    prepared = errand.prepared
    assert prepared is not None
    known = _delivered(setting, errand, prepared)
    if known is not None:
        return replace(errand, entry=known)
    at = setting.now()
    about = About(str(errand.path.absolute()), str(errand.target), prepared.filed.unit, prepared.key, at.isoformat())
    return replace(errand, entry=setting.outbox.put(about, package_of(prepared, at)))


def send(setting: Setting, errand: Errand) -> Errand:
    """Deliver what is in the outbox, and store the answer beside it. Raises :class:`NotDelivered`."""
    entry = errand.entry
    assert entry is not None
    with entry.alone():
        known = entry.receipt()
        if known is not None and (known.signed or not isinstance(errand.target, FolderTarget)):
            return replace(errand, receipt=known, again=True)
        try:
            receipt = deliver(entry.package, errand.target, setting.sender, setting.patience)
        except QingbiaoError as problem:
            entry.note(setting.now(), problem.faults[0].code)
            raise
        entry.keep(receipt)
        entry.note(setting.now(), receipt.number)
    return replace(errand, receipt=receipt)


def mark(setting: Setting, errand: Errand) -> Errand:
    """Write the receipt into the workbook. That it cannot be written, as when Excel has it open, is only noticed."""
    receipt = errand.receipt
    assert receipt is not None
    stamp = Stamp(receipt.number, receipt.digest)
    try:
        content = _content(errand.path)
        if stamp_of(content) != stamp:
            _same_workbook(setting, errand, content, receipt)
            write_whole(errand.path, stamped(content, stamp), force=True)
    except QingbiaoError as problem:
        reason = problem.faults[0].slots.get("reason", problem.faults[0].code)
        return replace(errand, notice=Fault("receipt-not-stamped", {"reason": reason}, Place(str(errand.path))))
    return errand


STEPS: Final[tuple[Step, ...]] = (examine, enqueue, send, mark)
_FROM_THE_OUTBOX: Final = STEPS.index(send)


def submit(setting: Setting, path: Path, target: Target) -> Errand:
    """All steps. Raises what they raise."""
    return _taken(setting, Errand(path, target), STEPS)


def resume(setting: Setting) -> Iterator[Errand | Left]:
    """Deliver what is left in the outbox, the oldest first; what cannot be delivered does not hold up the others."""
    for entry in setting.outbox.waiting():
        try:
            errand = Errand(Path(entry.about.workbook), target_of(entry.about.target), entry=entry)
            done = _taken(setting, errand, STEPS[_FROM_THE_OUTBOX:])
        except QingbiaoError as problem:
            yield Left(entry, problem)
        except Exception as problem:  # noqa: BLE001  whatever it is, it is this submission's
            yield Left(entry, crashed(entry.about.workbook, problem))
        else:
            yield done


def _taken(setting: Setting, errand: Errand, steps: tuple[Step, ...]) -> Errand:
    for step in steps:
        errand = step(setting, errand)
    return errand


def _delivered(setting: Setting, errand: Errand, prepared: Prepared) -> Entry | None:
    """The submission whose receipt the workbook carries already, if it went to the same target."""
    if not prepared.repeated or prepared.stamp is None:
        return None
    for entry in setting.outbox.entries():
        receipt = entry.receipt()
        same = receipt is not None and (receipt.number, receipt.digest) == (prepared.stamp.number, prepared.digest)
        if same and entry.about.target == str(errand.target):
            return entry
    return None


def _same_workbook(setting: Setting, errand: Errand, content: bytes, receipt: Receipt) -> None:
    """Refuse to write into what has meanwhile become another unit's or another form's workbook."""
    if errand.prepared is not None and errand.prepared.workbook == content:
        return
    received = read_workbook(errand.path, setting.spec, content)
    now = (received.edition.id, received.kind.id, received.edition.year, received.filing_unit)
    if now != (receipt.edition, receipt.kind, receipt.year, receipt.unit):
        raise Unusable(Fault("receipt-other", {"number": receipt.number}, Place(str(errand.path))))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        reason = problem.strerror or problem
        raise Unusable(Fault("file-unreadable", {"reason": reason}, Place(str(path)))) from None
