"""Answers and extensions: written by one officer, approved by another, in exactly these words."""
