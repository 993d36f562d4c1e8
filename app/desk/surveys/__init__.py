"""The officers' pages of surveys."""
