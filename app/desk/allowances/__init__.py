"""Asking a second officer to allow looks at more people than a day's."""
