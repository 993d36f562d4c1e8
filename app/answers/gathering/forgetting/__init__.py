"""Removing what was gathered once nobody needs it, and what it was called."""
