"""How far a person's own request is, in counts that give away nothing she is not told."""
