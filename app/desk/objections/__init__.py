"""The objections that have arrived, without whose they are."""
