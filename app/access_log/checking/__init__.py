"""Recomputing the log from its rows, to find whatever was changed or removed."""
