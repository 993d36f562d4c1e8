"""Entries opened with their keys: for the person they are about, or for what follows the log."""
