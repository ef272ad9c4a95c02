"""上报 and 回执与状态 of a workbook that is open: saved first, its receipt written by the program that has it open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from pathlib import Path

from addin import tokens
from addin.delivery import Patience, Sender
from addin.log import home
from addin.navigation import validate
from addin.outbox import Outbox
from addin.outcome import Outcome, said
from addin.session import Session
from addin.settings import SUBMIT_TO, TOKEN_FILE, own_settings
from addin.submitting import STEPS, Errand, Left, Setting, mark, resume
from addin.target import FolderTarget, Target, beside, target_of
from generator.submission.stamping import RECEIPT, RECEIPT_DIGEST, Stamp, stamp_of
from qingbiao.errors import NotInOrder, QingbiaoError
from qingbiao.faults import Fault, Language


def submit(session: Session) -> Outcome:
    """上报: nothing is sent that has mandatory findings; those are shown instead."""
    path = session.path
    if not session.book.fullname or not path.is_absolute():
        raise QingbiaoError(Fault("addin-unsaved"))
    session.book.save()
    steps = (step for step in STEPS if step is not mark)
    setting = _setting(session, Patience())
    try:
        errand = reduce(lambda done, step: step(setting, done), steps, Errand(path, _target(session)))
    except NotInOrder:
        return _refused(session)
    receipt = errand.receipt
    assert receipt is not None
    for name, value in ((RECEIPT, receipt.number), (RECEIPT_DIGEST, receipt.digest)):
        session.host.note(session.book, name, value)
    session.book.save()
    signed = receipt.signed or not isinstance(errand.target, FolderTarget)
    slots = {"target": errand.target, "number": receipt.number}
    return Outcome((Fault("addin-submitted" if signed else "addin-put-into", slots),))


def status(session: Session) -> Outcome:
    """回执与状态: what is left in the outbox is delivered once more; then what has become of this workbook's."""
    setting = _setting(session, Patience(tries=1))
    problems = [_problem(each, session.language) for each in resume(setting) if isinstance(each, Left)]
    told = tuple(_told(session, setting))
    return Outcome((*(told or (Fault("addin-never-submitted"),)), *problems))


def _told(session: Session, setting: Setting) -> Iterator[Fault]:
    stamp = _stamp(session.path)
    for entry in setting.outbox.entries():
        receipt = entry.receipt()
        carried = receipt is not None and stamp is not None and receipt.digest == stamp.digest
        if carried or entry.about.workbook == str(session.path):
            code = "waiting" if receipt is None else "signed" if receipt.signed else "in-folder"
            slots = {"time": entry.about.time[:16].replace("T", " "), "target": entry.about.target}
            number = {} if receipt is None else {"number": receipt.number}
            yield Fault(f"addin-status-{code}", slots | number)


def _problem(left: Left, language: Language) -> Fault:
    """What keeps a submission in the outbox; it need not be this workbook's."""
    name = Path(left.entry.about.workbook).name
    return Fault("addin-status-problem", {"workbook": name, "problem": said(left.problem.faults[0], language)})


def _stamp(path: Path) -> Stamp | None:
    """The receipt that the workbook carries in its file, by which it is known under any name."""
    try:
        return stamp_of(path.read_bytes())
    except OSError:
        return None


def _refused(session: Session) -> Outcome:
    """The same as 校验 says, which is what has to be done first."""
    session.forget()
    return validate(session)


def _setting(session: Session, patience: Patience) -> Setting:
    file = own_settings().get(TOKEN_FILE)
    sender = Sender(tokens.token_source(Path(file) if file else None), session.language)
    return Setting(Outbox(home() / "outbox"), session.library, sender, patience, lambda: datetime.now().astimezone())


def _target(session: Session) -> Target:
    given = own_settings().get(SUBMIT_TO)
    return target_of(given) if given else beside(session.path)
