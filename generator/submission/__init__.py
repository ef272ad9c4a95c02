"""上报: the package that is sent, the receipt that answers it, and how both are checked.

``manifest`` says what a package states, ``building`` makes one of a workbook, ``opening`` takes one apart within
bounds, ``verifying`` examines its workbook again, ``receipt`` is the desk's answer, ``stamping`` writes it into the
workbook.
"""
