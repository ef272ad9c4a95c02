"""What the cells of the check sheets are called: slot keys, which are defined names where formulas need them."""

from __future__ import annotations

from typing import Final

TALLY: Final = "审核"
"""The hidden sheet that counts."""
REPORT: Final = "校验"
"""The sheet people read."""

_CHECK: Final = "qingbiao.check."
SEVERITY: Final = _CHECK + "severity"
STATE: Final = _CHECK + "state"
SHOWN: Final = _CHECK + "shown"
FOUND: Final = _CHECK + "found"
FIRST: Final = _CHECK + "first"
ASKED: Final = _CHECK + "asked"
FILLED: Final = _CHECK + "filled"
LINK: Final = _CHECK + "link"
MESSAGE: Final = _CHECK + "message"
FIX: Final = _CHECK + "fix"
TOLD: Final = _CHECK + "told"
WORDS: Final = _CHECK + "words"
REST: Final = _CHECK + "rest"
SUBSTANCE: Final = _CHECK + "substance"
REFUSED: Final = _CHECK + "refused"
TURN: Final = _CHECK + "turn"
DESK: Final = _CHECK + "desk"
"""What the button 校验 has found of a check that the workbook cannot try itself, and when; blank without the button."""
ERRORS: Final = _CHECK + "errors"
"""Of an input: 1 if it is an error, or a row of it."""
SLOT: Final = _CHECK + "slot."
"""Columns of the hidden sheet, one row for each line."""

BROKEN: Final = "qingbiao.errors"
"""On the hidden sheet, one cell: how many inputs are errors, or have one in a row."""

MARK: Final = "qingbiao.mark"
"""On the hidden sheet, one row for each single field that can be marked."""

LINE: Final = "qingbiao.line"
CODE: Final = "qingbiao.code"
EXPLANATION: Final = "qingbiao.explanation"
"""Columns of the sheet 校验: a line's number, its code and what the filler writes. Sorting moves them together."""

ON_REPORT: Final = (CODE, EXPLANATION)
"""What is read back from the sheet 校验."""

REPORT_COLUMN: Final = "qingbiao.report."
"""Columns of the sheet 校验 that show what the hidden sheet has found, by their number."""

TODO: Final = "qingbiao.todo."
"""Columns of the list of what is to be done first."""

SUMMARY: Final = "qingbiao.summary."
