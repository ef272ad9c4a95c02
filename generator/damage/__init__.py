"""What somebody has changed in a workbook besides filling it in: the file compared with the blank of its edition.

``snapshot`` reads a file as it is, ``sheet_part`` a sheet; ``alignment`` finds which of its rows, columns and sheets are
which; ``cells``, ``rules``, ``names``, ``sheets`` and ``book`` compare; ``compare`` is the entry.
"""
