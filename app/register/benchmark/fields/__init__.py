"""The fields of a practice by name, down to the last: “checks.next_review”, “readers[].when”."""
