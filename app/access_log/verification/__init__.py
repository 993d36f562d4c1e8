"""Checking a file of evidence for whoever brings it."""
