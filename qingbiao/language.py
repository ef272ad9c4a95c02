"""Which language the person at this machine is spoken to in."""

from __future__ import annotations

import locale
import os
from functools import cache

from qingbiao.faults import Language


@cache
def language() -> Language:
    """``QINGBIAO_LANG`` if set, else the locale: Chinese where it says so, English elsewhere."""
    for variable in ("QINGBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    system = (locale.getlocale()[0] or "").lower()  # Windows sets no variable
    return "zh" if system.startswith(("zh", "chinese")) else "en"
