"""帮助 and 设置: what can be read, and what can be changed where."""

from __future__ import annotations

from addin.forms import own_folder, own_library
from addin.log import log_path
from addin.outcome import Outcome
from addin.places import here
from addin.session import Session
from addin.settings import SPEC, SUBMIT_TO, TOKEN_FILE, own_settings
from addin.target import BESIDE
from generator.guide_sheet import SHEET as GUIDE
from qingbiao.errors import Unusable
from qingbiao.faults import Fault


def show_help(_: Session) -> Outcome:
    """帮助: the workbook's own guide, and where the log is."""
    return Outcome((Fault("addin-help", {"sheet": GUIDE, "log": log_path()}),), (GUIDE, "A1"))


def show_settings(_: Session) -> Outcome:
    """设置: what holds now, and where it can be changed."""
    slots = {
        "path": here().settings,
        "key": SUBMIT_TO,
        "token": TOKEN_FILE,
        "target": own_settings().get(SUBMIT_TO) or BESIDE,
        "spec": SPEC,
        "forms": own_folder(),
        "log": log_path(),
    }
    return Outcome((Fault("addin-settings", slots), *_without_forms()))


def _without_forms() -> tuple[Fault, ...]:
    """What is wrong with the folder of forms, which is told here before a button needs it."""
    try:
        own_library()
    except Unusable as problem:
        return problem.faults
    return ()
