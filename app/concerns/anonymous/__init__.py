"""Concerns from the speak-up origin: handed over in batches, and answered in the same way."""
