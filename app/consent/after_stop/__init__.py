"""Finding accesses that rested on a yes that was not there."""
