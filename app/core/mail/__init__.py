"""Sending plain mail through one server."""
