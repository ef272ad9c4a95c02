"""What runs behind the buttons, submitting included; and what builds and installs the add-in that shows them."""
