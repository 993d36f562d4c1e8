"""Requests to other machines: only where they may go, not much, not long, never redirected."""
