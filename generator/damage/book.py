"""What belongs to no sheet: identity, properties, protection of the structure, calculation, dates, attached parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import identity
from generator.damage.damage import Damage
from generator.damage.sheet_part import is_true
from generator.damage.sheets import has_password
from generator.damage.snapshot import Snapshot


def book_damages(old: Snapshot, new: Snapshot) -> Iterator[Damage]:
    """Every difference in what the workbook says of itself."""
    yield from _structure(old, new)
    yield from _calculation(new)
    if new.dates_from_1904 != old.dates_from_1904:
        yield Damage("damage-date-system", "", "", "1900", "1904")
    known = {part.name for part in old.attached}
    yield from (Damage(part.kind, "", part.name) for part in new.attached if part.name not in known)


def property_damages(old: Snapshot, new: Snapshot, ignored: frozenset[str]) -> Iterator[Damage]:
    """Document properties that say what the workbook is; those of empty values are lost by some programs."""
    for key, value in old.properties.items():
        if key.removeprefix(identity.PREFIX) in ignored or not key.startswith(identity.PREFIX):
            continue
        if key not in new.properties:
            if value:
                yield Damage("damage-property-missing", "", key, value)
        elif new.properties[key] != value:
            yield Damage("damage-property-changed", "", key, value, new.properties[key])


def _structure(old: Snapshot, new: Snapshot) -> Iterator[Damage]:
    if old.structure is None:
        return
    if new.structure is None or not is_true(new.structure.get("lockStructure", "1")):
        # LibreOffice keeps the element and forgets the attribute; only an element that is gone or says no is a change
        yield Damage("damage-structure-unprotected")
    elif has_password(dict(new.structure)):
        yield Damage("damage-structure-password")


def _calculation(new: Snapshot) -> Iterator[Damage]:
    said: Mapping[str, str] = new.calculation
    if said.get("calcMode", "auto") == "manual":
        yield Damage("damage-calculation-manual")
    if is_true(said.get("iterate")):
        yield Damage("damage-calculation-iterative")
    if not is_true(said.get("fullPrecision", "1")):
        yield Damage("damage-precision-as-displayed")
