"""Starting a practice though nobody was consulted: why, for everyone to read."""
