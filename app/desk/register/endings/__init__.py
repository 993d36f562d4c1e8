"""Ending a practice: what is asked of a second officer, with a receipt for each kind of data."""
