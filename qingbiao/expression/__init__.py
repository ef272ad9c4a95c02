"""The one language for values and checks: text → nodes (plain data) → Python here, Excel in the generator."""
