"""Which controls a field of a practice needs, read off the schema."""
