"""Everything that is covered or kept back of a request, in one list."""
