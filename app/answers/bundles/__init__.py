"""The file that answers a request: a zip of letter, records, covered copies and search record."""
