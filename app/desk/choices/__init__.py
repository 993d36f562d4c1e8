"""The choices people have, seen without seeing a person."""
