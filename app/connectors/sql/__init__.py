"""Databases that are read directly, with an account that may only read."""
