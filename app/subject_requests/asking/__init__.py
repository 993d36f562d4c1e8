"""Asking for something about one's own data, one question after the other."""
