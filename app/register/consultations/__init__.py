"""Consultations: what is planned, what people say to it, and what became of that."""
