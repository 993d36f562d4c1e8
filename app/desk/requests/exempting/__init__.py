"""Why something is kept back, or given although it is about others too: each with its test."""
