"""The systems that report accesses, and the keys they do it with."""
