"""The fields of a practice by name, each one down to the last."""
