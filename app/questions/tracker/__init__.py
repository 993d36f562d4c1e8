"""A question as its own page tells it to whoever asked."""
