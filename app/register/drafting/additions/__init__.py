"""What a change of a practice adds: what it lets us collect or use more than before."""
