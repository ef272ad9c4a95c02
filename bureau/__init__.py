"""What a bureau does with submissions: receives them. Knows nothing of the add-in but the package and the contract."""
