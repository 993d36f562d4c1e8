"""A concern as the one who raised it finds it."""
