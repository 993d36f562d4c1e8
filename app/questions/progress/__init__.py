"""The one place where something is done with a question: checked, numbered, written down, told."""
