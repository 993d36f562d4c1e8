"""Requests under people's rights at the desk: what is due, and whose turn it is."""
