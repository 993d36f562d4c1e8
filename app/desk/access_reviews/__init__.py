"""The officers' pages for checking who can look."""
