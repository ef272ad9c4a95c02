"""Defined names compared: by what they refer to, whatever program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.damage.alignment import Alignment
from generator.damage.damage import Damage
from generator.damage.formulas import Reference, relative, tokens
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
    elif relative(old, _HOME, _HOME) != relative(new, _HOME, _HOME, "", alignment.moves) and not _only_shorter(
        old, new, alignment
    ):
        yield Damage("damage-name-moved", "", name, old, new)


def _only_shorter(old: str, new: str, alignment: Alignment) -> bool:
    """Whether a column's name has lost only the rows that are gone, which are told as such."""
    match tokens(old), tokens(new):
        case (Reference() as top, ":", Reference() as bottom), (Reference() as new_top, *rest):
            new_bottom = rest[-1] if rest else new_top
        case _:
            return False
    pair = next((each for each in alignment.pairs if each.sheet.name.casefold() == top.sheet), None)
    if pair is None or not pair.deleted_rows or not isinstance(new_bottom, Reference):
        return False
    kept = [place for row in range(top.row, bottom.row + 1) if (place := pair.here(row, top.column)) is not None]
    ends = ((new_top.row, new_top.column), (new_bottom.row, new_bottom.column))
    return bool(kept) and (kept[0], kept[-1]) == ends
