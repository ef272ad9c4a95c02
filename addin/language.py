"""The language in which buttons speak."""

from __future__ import annotations

import os
from typing import Final

from qingbiao.faults import Language

LANGUAGE: Final = "QINGBIAO_LANG"


def spoken() -> Language:
    """Chinese, unless somebody asks for English: the forms are Chinese."""
    return "en" if os.environ.get(LANGUAGE, "").lower().startswith("en") else "zh"
