"""What runs behind the buttons in a spreadsheet, and what builds and installs the add-ins that show them.

Knows nothing of the bureau but the package and the HTTP contract.
"""
