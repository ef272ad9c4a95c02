"""Taking apart what people write as an industry: ``C2710 化学药品原料药制造``, with less, or the name only.

Either part may stand in brackets, and the code after the name: ``化学药品原料药制造（C2710）``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CODE_FIRST: Final = re.compile(
    r"""[\s（(【\[]*+ (?P<section>[A-Ta-tＡ-Ｔａ-ｔ]?)    # the section's letter (门类 A to T), half or full width
        \s*+ (?P<code>\d{2,4}) (?!\d)                   # 大类, 中类 or 小类
        [\s）)】\]、，,.．:：\-—_/]*+ (?P<name>.*)         # whatever stands between, then the name""",
    re.VERBOSE | re.DOTALL,
)
_CODE_LAST: Final = re.compile(r"[\s（(【\[](?P<section>[A-Ta-tＡ-Ｔａ-ｔ]?)(?P<code>\d{2,4})[）)】\]]?\Z")
_LETTER_FIRST: Final = re.compile(r"\s*+(?P<section>[A-TＡ-Ｔ])\s*+(?P<name>[\u4e00-\u9fff].*)", re.DOTALL)
_LONGEST_CODE: Final = len("（C2710）")
_BRACKETS: Final = frozenset(("（）", "()", "【】", "[]"))


@dataclass(frozen=True)
class IndustryText:
    """What somebody wrote as an industry; a part that was not written is ``""``."""

    section: str = ""
    code: str = ""
    name: str = ""


def split_industry(text: str) -> IndustryText:
    """Take apart what somebody wrote as an industry. Nothing is looked up: the same digits differ between editions."""
    found = _CODE_FIRST.fullmatch(text) or _LETTER_FIRST.fullmatch(text)
    if found:
        parts = found.groupdict(default="")
        return _written(parts["section"], parts.get("code", ""), parts["name"])
    text = text.strip()
    last = _CODE_LAST.search(text, max(len(text) - _LONGEST_CODE, 0))
    return _written(last["section"], last["code"], text[: last.start()]) if last else _written("", "", text)


def _written(section: str, code: str, name: str) -> IndustryText:
    name = name.strip()
    if name[:1] + name[-1:] in _BRACKETS and not set(name[1:-1]) & set("".join(_BRACKETS)):
        name = name[1:-1].strip()
    return IndustryText(_half_width(section).upper(), _half_width(code), name)


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
