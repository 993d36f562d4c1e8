"""Telling each system that a yes has ended, and knowing whether it stopped."""
