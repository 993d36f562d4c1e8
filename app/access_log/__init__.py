"""Who looked, when and why: a log that only grows and can be checked."""
