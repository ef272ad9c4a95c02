"""What tests of submitting share: a filing in order, one with findings, and a desk that really runs."""
