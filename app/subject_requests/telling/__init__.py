"""Telling officers that a request waits for them: that it does, never whose it is."""
