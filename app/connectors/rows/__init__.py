"""Rows of a source as tables are mapped: what they are called, and what they say."""
