"""What things are called in a workbook: defined names follow field ids, so that a formula reads like the spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from qingbiao.faults import Fault
from qingbiao.form import Page

LONGEST_SHEET_NAME: Final = 31
LONGEST_PROMPT: Final = 255
LONGEST_PROMPT_TITLE: Final = 32
LONGEST_RULE: Final = 255
"""Excel's limits, each known only here: a sheet's name, a validation's prompt, its title, its formula."""

_BAD_IN_SHEET_NAME: Final = re.compile(r"[:\\/?*\[\]]")


def list_name(list_id: str) -> str:
    """The defined name of a list of choices: ``gbt4754-2017`` → ``list.gbt4754_2017``."""
    return "list." + re.sub(r"[^A-Za-z0-9_.]", "_", list_id)


def is_sheet_name(name: str) -> bool:
    """Whether Excel takes a sheet's name."""
    return 0 < len(name) <= LONGEST_SHEET_NAME and not _BAD_IN_SHEET_NAME.search(name) and name.strip("'") == name


def sheet_name_faults(pages: Iterable[Page], taken: Iterable[str]) -> Iterator[Fault]:
    """What Excel would refuse of the pages' sheet names; ``taken`` are the names of the other sheets."""
    seen = {name.casefold() for name in taken}
    for page in pages:
        name = page.sheet
        if not is_sheet_name(name) or name.casefold() in seen:
            yield Fault("spec-sheet-name", {"name": name}, page.place)
        seen.add(name.casefold())
