"""The reporting years there can be."""

from __future__ import annotations

from typing import Final

YEARS: Final = range(2000, 2101)
