"""Covering a passage or leaving it in, and going back on it: each decision is kept."""
