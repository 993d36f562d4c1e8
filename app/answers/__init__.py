"""The answer to a rights request: what is gathered, read, covered, packed and released."""
