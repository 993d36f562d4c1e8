"""What people say about how measured work, and its record, is described."""
