"""Independent spreadsheet programs as oracles: LibreOffice (`office`) and IronCalc (`ironcalc`)."""
