"""Where employees are asked what they think, and told what became of it."""
