"""Defined names compared: by what they refer to, whatever program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from generator.damage.alignment import Alignment
from generator.damage.damage import Damage
from generator.damage.formulas import relative
from generator.damage.snapshot import Snapshot

_PROGRAMS_OWN: Final = re.compile(r"_xl|__xl|_filterdatabase|excel_builtin|_wps", re.IGNORECASE)
"""Names that programs keep for themselves: print areas, filters, functions they do not know."""
_HOME: Final = (1, 1)


def name_damages(old: Snapshot, new: Snapshot, alignment: Alignment) -> Iterator[Damage]:
    """Every difference in the workbook's names; one that led into a sheet that is gone is missed with its sheet."""
    found = {name.casefold(): text for (sheet, name), text in new.names.items() if not sheet}
    wanted = {name.casefold() for (sheet, name) in old.names if not sheet}
    gone = tuple(f"{name.casefold()}!" for name in alignment.missing)
    for (sheet, name), text in old.names.items():
        if not sheet and not _PROGRAMS_OWN.match(name):
            lost_with_sheet = relative(text, _HOME, _HOME).startswith(gone) if gone else False
            yield from _one(name, text, found.get(name.casefold()), alignment, lost_with_sheet=lost_with_sheet)
    for (sheet, name), text in new.names.items():
        if _PROGRAMS_OWN.match(name):
            continue
        if sheet and name.casefold() in wanted:
            if not _is_copy(sheet, alignment):
                yield Damage("damage-name-shadowed", sheet, name, "", text)
        elif name.casefold() not in wanted and not sheet:
            yield Damage("damage-name-added", sheet, name, "", text)


def _is_copy(sheet: str, alignment: Alignment) -> bool:
    """A copied sheet takes copies of its names along, for itself only."""
    return any(shot.name == sheet for shot in alignment.added)


def _one(name: str, old: str, new: str | None, alignment: Alignment, *, lost_with_sheet: bool) -> Iterator[Damage]:
    if new is None or "#REF!" in new.upper():
        if not lost_with_sheet:
            yield Damage("damage-name-missing" if new is None else "damage-name-broken", "", name, old, new or "")
    elif relative(old, _HOME, _HOME) != relative(new, _HOME, _HOME, "", alignment.moves):
        yield Damage("damage-name-moved", "", name, old, new)


def own_names(snapshot: Snapshot) -> Mapping[str, str]:
    """The workbook's names as the file writes them, casefolded."""
    return {name.casefold(): text for (sheet, name), text in snapshot.names.items() if not sheet}
