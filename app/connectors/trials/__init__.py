"""When a connected source was tried, and what came of it."""
