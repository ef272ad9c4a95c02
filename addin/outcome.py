"""What came of a button: what is said, and the cell that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingbiao.faults import Fault, Language
from qingbiao.messages import CATALOGUE

How = Literal["bar", "box", "warning"]
"""Where something is said: over the cells, in a box that waits to be read, or in one that warns."""


@dataclass(frozen=True)
class Outcome:
    """See the module. ``goto`` is a sheet and an address."""

    says: tuple[Fault, ...]
    goto: tuple[str, str] | None = None
    how: How = "box"

    def text(self, language: Language) -> str:
        """Everything that is said, a line each."""
        return "\n".join(said(fault, language) for fault in self.says)


def said(fault: Fault, language: Language) -> str:
    """A message as a dialog shows it: without code and place."""
    text = CATALOGUE[fault.code].render(language, fault.slots)
    return text + CATALOGUE["nearest"].render(language, {"name": fault.suggestion}) if fault.suggestion else text
