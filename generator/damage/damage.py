"""A damage is data: what kind, where, what was there and what is there now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from qingbiao.faults import Fault, Language, Place
from qingbiao.messages import CATALOGUE


class Gravity(IntEnum):
    """How much a damage matters, the gravest first."""

    SERIOUS = 1
    """Figures, checks, or which cell is which, may be wrong."""
    MODERATE = 2
    """What people read or the guard against slips is changed."""
    SLIGHT = 3
    """Looks, printing, comfort."""


class Cure(IntEnum):
    """What healing does about a damage; the values stand in the order of the published table's legend."""

    RESTORED = 1
    """The fresh workbook has what belongs there."""
    VALUES_LISTED = 2
    """It is left out; values that stood there are listed."""
    LEFT_OUT = 3
    """It is left out."""
    BY_POSITION = 4
    """Inputs are taken by their position where every text around them is as it was, else listed."""
    VALUE_KEPT = 5
    """The input's value is moved in, without what is wrong with it."""
    NONE = 6
    """There is nothing to heal."""


GRAVITY_CODES: Final = {
    Gravity.SERIOUS: "gravity-serious",
    Gravity.MODERATE: "gravity-moderate",
    Gravity.SLIGHT: "gravity-slight",
}
CURE_CODES: Final = {
    Cure.RESTORED: "cure-restored",
    Cure.VALUES_LISTED: "cure-values-listed",
    Cure.LEFT_OUT: "cure-left-out",
    Cure.BY_POSITION: "cure-by-position",
    Cure.VALUE_KEPT: "cure-value-kept",
    Cure.NONE: "cure-none",
}
"""What each is called, in the catalogue."""


class Kind(NamedTuple):
    """What is known about a kind of damage besides its text."""

    gravity: Gravity
    cure: Cure


_SERIOUS, _MODERATE, _SLIGHT = Gravity.SERIOUS, Gravity.MODERATE, Gravity.SLIGHT

KINDS: Final[dict[str, Kind]] = {
    # cells
    "damage-formula-changed": Kind(_SERIOUS, Cure.RESTORED),
    "damage-formula-overwritten": Kind(_SERIOUS, Cure.VALUES_LISTED),
    "damage-formula-removed": Kind(_SERIOUS, Cure.RESTORED),
    "damage-formula-added": Kind(_MODERATE, Cure.LEFT_OUT),
    "damage-input-formula": Kind(_SLIGHT, Cure.VALUE_KEPT),
    "damage-text-changed": Kind(_MODERATE, Cure.VALUES_LISTED),
    "damage-text-removed": Kind(_MODERATE, Cure.RESTORED),
    "damage-text-added": Kind(_MODERATE, Cure.VALUES_LISTED),
    "damage-list-changed": Kind(_SERIOUS, Cure.VALUES_LISTED),
    "damage-parameter-changed": Kind(_SERIOUS, Cure.VALUES_LISTED),
    "damage-counter-changed": Kind(_SLIGHT, Cure.RESTORED),
    "damage-identity-changed": Kind(_SERIOUS, Cure.RESTORED),
    "damage-number-format": Kind(_SLIGHT, Cure.RESTORED),
    "damage-cell-unlocked": Kind(_MODERATE, Cure.RESTORED),
    "damage-cell-locked": Kind(_SLIGHT, Cure.RESTORED),
    # rules
    "damage-validation-removed": Kind(_MODERATE, Cure.RESTORED),
    "damage-validation-changed": Kind(_MODERATE, Cure.RESTORED),
    "damage-validation-added": Kind(_SLIGHT, Cure.LEFT_OUT),
    "damage-prompt-changed": Kind(_SLIGHT, Cure.RESTORED),
    "damage-condition-removed": Kind(_MODERATE, Cure.RESTORED),
    "damage-condition-added": Kind(_SLIGHT, Cure.LEFT_OUT),
    # names
    "damage-name-missing": Kind(_SERIOUS, Cure.BY_POSITION),
    "damage-name-broken": Kind(_SERIOUS, Cure.BY_POSITION),
    "damage-name-moved": Kind(_SERIOUS, Cure.BY_POSITION),
    "damage-name-added": Kind(_SLIGHT, Cure.LEFT_OUT),
    "damage-name-shadowed": Kind(_SERIOUS, Cure.LEFT_OUT),
    # sheets, rows, columns
    "damage-sheet-missing": Kind(_SERIOUS, Cure.RESTORED),
    "damage-sheet-renamed": Kind(_SERIOUS, Cure.BY_POSITION),
    "damage-sheet-added": Kind(_MODERATE, Cure.VALUES_LISTED),
    "damage-sheet-hidden": Kind(_MODERATE, Cure.RESTORED),
    "damage-sheet-shown": Kind(_SLIGHT, Cure.RESTORED),
    "damage-sheet-moved": Kind(_SLIGHT, Cure.RESTORED),
    "damage-rows-inserted": Kind(_SERIOUS, Cure.VALUES_LISTED),
    "damage-rows-deleted": Kind(_SERIOUS, Cure.RESTORED),
    "damage-rows-moved": Kind(_SERIOUS, Cure.RESTORED),
    "damage-columns-inserted": Kind(_SERIOUS, Cure.VALUES_LISTED),
    "damage-columns-deleted": Kind(_SERIOUS, Cure.RESTORED),
    "damage-columns-moved": Kind(_SERIOUS, Cure.RESTORED),
    "damage-rows-hidden": Kind(_MODERATE, Cure.RESTORED),
    "damage-rows-shown": Kind(_SLIGHT, Cure.RESTORED),
    "damage-columns-hidden": Kind(_MODERATE, Cure.RESTORED),
    "damage-columns-shown": Kind(_SLIGHT, Cure.RESTORED),
    "damage-register-grown": Kind(_SLIGHT, Cure.NONE),
    "damage-register-shrunk": Kind(_MODERATE, Cure.NONE),
    "damage-cells-merged": Kind(_MODERATE, Cure.RESTORED),
    "damage-cells-unmerged": Kind(_MODERATE, Cure.RESTORED),
    # protection
    "damage-sheet-unprotected": Kind(_MODERATE, Cure.RESTORED),
    "damage-sheet-protection": Kind(_SLIGHT, Cure.RESTORED),
    "damage-sheet-password": Kind(_SLIGHT, Cure.RESTORED),
    "damage-structure-unprotected": Kind(_MODERATE, Cure.RESTORED),
    "damage-structure-password": Kind(_SLIGHT, Cure.RESTORED),
    # added objects
    "damage-macro": Kind(_SERIOUS, Cure.LEFT_OUT),
    "damage-external-link": Kind(_SERIOUS, Cure.LEFT_OUT),
    "damage-embedded-object": Kind(_MODERATE, Cure.LEFT_OUT),
    "damage-drawing-added": Kind(_MODERATE, Cure.LEFT_OUT),
    "damage-comment-added": Kind(_SLIGHT, Cure.LEFT_OUT),
    "damage-hyperlink-added": Kind(_MODERATE, Cure.LEFT_OUT),
    "damage-part-added": Kind(_SLIGHT, Cure.LEFT_OUT),
    # the whole workbook
    "damage-date-system": Kind(_SERIOUS, Cure.VALUE_KEPT),
    "damage-calculation-manual": Kind(_MODERATE, Cure.RESTORED),
    "damage-calculation-iterative": Kind(_MODERATE, Cure.RESTORED),
    "damage-precision-as-displayed": Kind(_SERIOUS, Cure.RESTORED),
    "damage-property-missing": Kind(_SLIGHT, Cure.RESTORED),
    "damage-property-changed": Kind(_MODERATE, Cure.RESTORED),
    "damage-print-area": Kind(_SLIGHT, Cure.RESTORED),
    "damage-print-titles": Kind(_SLIGHT, Cure.RESTORED),
    "damage-page-setup": Kind(_SLIGHT, Cure.RESTORED),
    "damage-filter-changed": Kind(_SLIGHT, Cure.RESTORED),
    # about the comparison
    "damage-other-spec": Kind(_SLIGHT, Cure.NONE),
    "damage-other-program": Kind(_SLIGHT, Cure.NONE),
    "damage-more": Kind(_SLIGHT, Cure.NONE),
    "damage-not-compared": Kind(_SERIOUS, Cure.NONE),
}
"""Every kind of damage that is told apart."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that was changed. ``cell`` is where it is in the received file, a cell, an area, rows or columns.

    What is gone has the place it has in the blank workbook. ``old`` and ``new`` are texts as a person sees them.
    """

    kind: str
    sheet: str = ""
    cell: str = ""
    old: str = ""
    new: str = ""

    @property
    def gravity(self) -> Gravity:
        """How much it matters."""
        return KINDS[self.kind].gravity

    @property
    def cure(self) -> Cure:
        """What healing does about it."""
        return KINDS[self.kind].cure

    def fault(self, file: str = "") -> Fault:
        """The damage as every other fault is told."""
        said = {"old": _short(self.old), "new": _short(self.new)}
        slots = {slot: said[slot] for slot in CATALOGUE[self.kind].slots()}
        return Fault(self.kind, slots, Place(file, sheet=self.sheet, cell=self.cell))

    def text(self, language: Language, file: str = "") -> str:
        """The whole message."""
        return self.fault(file).text(language)


_LONGEST: Final = 120
"""Characters of a text or formula that are quoted in a message; the damage itself has all of them."""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
