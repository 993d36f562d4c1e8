"""Whose data nothing deletes: that of people who wait for a copy of it."""
