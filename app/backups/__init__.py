"""Copies of the whole portal, and putting one back only where the log is still true."""
