"""Deleting what entries say, at the end of their time or when it was decided, but no entry."""
