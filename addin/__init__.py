"""What runs behind the buttons: the same actions in Excel and, by an engine of ours, in LibreOffice."""
