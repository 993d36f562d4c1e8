"""A connector as one file a person can write and check."""
