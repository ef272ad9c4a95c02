"""Form → plan (every cell placed and decided) → workbook; and reading a workbook back."""
