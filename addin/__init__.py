"""What runs behind the buttons: validate, submit. Knows nothing of the bureau but the package and the HTTP contract."""
