"""What somebody has changed in a workbook besides filling it in: the file compared with the blank of its edition.

``receipt`` takes a file, ``snapshot`` and ``sheet_part`` read it as it is, ``alignment`` finds which of its sheets,
rows and columns are which; ``cells``, ``rules``, ``names``, ``sheets`` and ``book`` compare, called by ``compare``.
"""
