"""The officers' part of consultations: prepare, open, read, answer."""
