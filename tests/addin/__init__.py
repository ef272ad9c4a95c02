"""The buttons, in a real spreadsheet program."""
