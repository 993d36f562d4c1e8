"""Telling people that somebody looked at their data."""
