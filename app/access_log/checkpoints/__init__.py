"""Signed statements of how long the log is and of the root of its tree, for anybody to keep."""
