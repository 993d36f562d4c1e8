"""How a message names what is attached to it, and its text without one of these names."""
