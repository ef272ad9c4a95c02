"""What a form means: its model, its expressions, its values. Knows no Excel, no network, no command line."""

__version__ = "0.1.0"
