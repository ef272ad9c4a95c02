"""Taking apart what people write as an industry: ``C2710 化学药品原料药制造``, with less, or the name only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CODE_FIRST: Final = re.compile(
    r"""\s*+ (?P<section>[A-Ta-tＡ-Ｔａ-ｔ]?)    # the section's letter (门类 A to T), half or full width
        \s*+ (?P<code>\d{2,4}) (?!\d)            # 大类, 中类 or 小类
        [\s、，,.．:：\-—_/]*+ (?P<name>.*)      # whatever stands between, then the name""",
    re.VERBOSE | re.DOTALL,
)
_LETTER_FIRST: Final = re.compile(r"\s*+(?P<section>[A-TＡ-Ｔ])\s*+(?P<name>[\u4e00-\u9fff].*)", re.DOTALL)


@dataclass(frozen=True)
class IndustryText:
    """What somebody wrote as an industry; a part that was not written is ``""``."""

    section: str = ""
    code: str = ""
    name: str = ""


def split_industry(text: str) -> IndustryText:
    """Take apart what somebody wrote as an industry. Nothing is looked up: the same digits differ between editions."""
    found = _CODE_FIRST.fullmatch(text) or _LETTER_FIRST.fullmatch(text)
    if not found:
        return IndustryText(name=text.strip())
    parts = found.groupdict(default="")
    return IndustryText(
        _half_width(parts["section"]).upper(), _half_width(parts.get("code", "")), parts["name"].strip()
    )


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
