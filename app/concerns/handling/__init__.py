"""What an officer does with a concern she has."""
