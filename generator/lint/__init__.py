"""Refuses what a plan must not hold: whatever breaks in Excel 2010, WPS or LibreOffice, or makes a workbook slow.

The rules stand in :mod:`generator.lint.rules`, each once, with what it refuses and what would break otherwise; the
documentation shows the same table.
"""

from generator.lint.origin import located
from generator.lint.rules import RULES, Rule, lint

__all__ = ["RULES", "Rule", "lint", "located"]
