"""The command line: a thin shell that turns library results into text and exit codes."""
