"""Sending an answer that a second officer approved: its code, its file or paper, and when."""
