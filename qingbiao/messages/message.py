"""One message in both languages."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Message:
    """A template in Chinese and in English with the same named slots; a missing or extra slot is an error."""

    zh: str
    en: str

    def slots(self) -> frozenset[str]:
        """The names both templates need (a test proves that they agree)."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.zh) if name)

    def render(self, language: Literal["zh", "en"], slots: Mapping[str, object]) -> str:
        """The text with its slots filled."""
        extra = slots.keys() - self.slots()
        if extra:
            raise KeyError(f"slots no template uses: {sorted(extra)}")
        template = self.zh if language == "zh" else self.en
        return template.format_map(dict(slots))
