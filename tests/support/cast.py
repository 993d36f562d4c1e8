"""The people of the tests: the same names everywhere, so that a story is read at once."""
