"""How fast and how small, side by side with peers in one run; ``python -m bench`` writes the table of README.md."""
