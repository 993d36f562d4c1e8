"""What a practice must say because of what it watches, and where."""
