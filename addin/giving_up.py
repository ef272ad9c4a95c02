"""Which submission of the outbox a person means to give up: named by its workbook or its number, and by its target."""

from __future__ import annotations

from pathlib import Path

from addin.outbox import Entry, Outbox
from generator.submission.opening import open_submission
from qingbiao.errors import QingbiaoError, Unusable
from qingbiao.faults import Fault


def meant(outbox: Outbox, name: str, target: str | None = None) -> Entry:
    """The one that waits under this name. Raises :class:`Unusable` if there is none, and with all if there are more."""
    found = [entry for entry in outbox.waiting() if _is(entry, name) and (target is None or _goes_to(entry, target))]
    if not found:
        raise Unusable(Fault("outbox-nothing", {"name": name}))
    if len(found) > 1:
        raise Unusable(*(Fault("outbox-several", _slots(entry)) for entry in found))
    return found[0]


def number_of(entry: Entry) -> str:
    """The number of a submission; empty if its package cannot be read any more."""
    receipt = entry.receipt()
    if receipt is not None:
        return receipt.number
    try:
        return open_submission(entry.package).manifest.number
    except QingbiaoError:
        return ""


def _is(entry: Entry, name: str) -> bool:
    return entry.about.workbook in {name, str(Path(name).absolute())} or name == number_of(entry)


def _goes_to(entry: Entry, target: str) -> bool:
    """Whether it goes there; what was mistyped need not be an address."""
    return entry.about.target in {target, target.rstrip("/"), str(Path(target).absolute())}


def _slots(entry: Entry) -> dict[str, object]:
    about = entry.about
    time = about.time[:16].replace("T", " ")
    return {"workbook": about.workbook, "target": about.target, "time": time, "number": number_of(entry)}
