"""Files too large for a row: sealed, written to the end or not at all, found by id."""
