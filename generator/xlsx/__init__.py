"""Plan → .xlsx. Decides nothing: every name, text, style and formula comes from the plan.

openpyxl makes the parts of the file; the rows are written here, because each formula carries the value it comes to,
and because ten thousand equal rows should not become ten thousand times as many objects.
"""
