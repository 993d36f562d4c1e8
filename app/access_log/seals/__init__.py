"""Seals: how many entries the log has about each person, added up over everybody."""
