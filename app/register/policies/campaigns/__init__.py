"""Asking people to read a policy by a day, with a few reminders."""
