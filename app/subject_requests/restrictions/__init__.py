"""What must not be used while it is checked (GDPR Art 18), and the end of that."""
