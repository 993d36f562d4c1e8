"""The looks of a quarter, read once from the log."""
