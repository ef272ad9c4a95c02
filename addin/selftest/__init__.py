"""自检: what works in the spreadsheet program at hand, tried on workbooks of its own and written into a file."""
