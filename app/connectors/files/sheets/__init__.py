"""Tables in files: CSV, JSON, and JSON line by line."""
