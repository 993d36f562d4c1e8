"""The words in which a source's tables and codes are given to people."""
