"""Choices that somebody answered and that are hers no longer: to be read, not to be changed."""
