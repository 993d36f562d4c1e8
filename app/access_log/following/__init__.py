"""Opening each stretch of the log once for all who follow it."""
