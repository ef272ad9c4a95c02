"""Form → plan (every cell placed and decided) → workbook; and reading a workbook back."""

import os

# openpyxl serialises through lxml where it happens to be installed, with other bytes: the same spec must give the same.
os.environ.setdefault("OPENPYXL_LXML", "False")
