"""Objecting to what rests on our interests or on a public task, from its own page."""
