"""What people write about what is planned, with a name or without."""
