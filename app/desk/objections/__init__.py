"""The objections that wait for an answer, without whose they are."""
