"""Building the Excel add-in with no Excel at hand: ribbon XML and VBA from templates, packed by our own writers."""
