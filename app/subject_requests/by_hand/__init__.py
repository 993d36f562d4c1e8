"""Requests that came by voice, mail or post, logged by an officer."""
