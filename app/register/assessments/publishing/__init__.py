"""What of an assessment is published: everything but the passages removed, each with its reason."""
