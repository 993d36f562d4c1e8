"""Concerns at the workbench: the queue, one concern, its steps."""
