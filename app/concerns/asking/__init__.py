"""Raising a concern: one question a page, saved until it is sent."""
