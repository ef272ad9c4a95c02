"""What desk functions ask of a classification: a standard's code list together with its older editions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol


class Classification(Protocol):
    """Judges what people wrote as a code; :mod:`qingbiao.classification` knows how."""

    def fault(self, text: str) -> str:
        """What is wrong with ``text``; nothing when it is in order."""

    def edition(self, text: str) -> str:
        """The title of the older edition that ``text`` is of; nothing when it is of the newest, or of none."""

    def suggestion(self, text: str) -> str:
        """What to write instead, as the newest list writes it; nothing when nobody can say."""


Judge = Callable[[Classification, str], str]

DESK: Final[dict[str, Judge]] = {
    "code_fault": lambda classification, text: classification.fault(text),
    "code_edition": lambda classification, text: classification.edition(text),
    "code_suggestion": lambda classification, text: classification.suggestion(text),
}
