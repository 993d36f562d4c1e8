"""Asking people, and ending what no longer holds: changed words, time, retired choices."""
