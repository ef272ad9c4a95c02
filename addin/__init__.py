"""What runs behind the buttons in the spreadsheet, and what builds and installs the add-in that shows them."""
