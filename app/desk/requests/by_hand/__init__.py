"""Logging a request that came by voice, mail or post."""
