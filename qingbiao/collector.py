"""How often Python looks for garbage in our programs."""

from __future__ import annotations

import gc
from typing import Final

_MANY: Final = 50_000


def collect_rarely() -> None:
    """For the start of a program: look for cycles after 50,000 new objects, not after 700.

    A loaded edition is a few hundred thousand objects that all stay, and what examining makes is freed as soon as
    nobody refers to it; going through everything every few milliseconds takes a sixth of the time.
    """
    gc.set_threshold(_MANY)
