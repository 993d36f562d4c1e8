"""The parts that a practice is written in: purposes, readers, choices, checks, scope."""
