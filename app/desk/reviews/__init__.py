"""The officers' calendar of reviews: what falls due when, and what is late."""
