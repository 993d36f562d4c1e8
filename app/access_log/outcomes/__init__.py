"""What became of a question about an entry, which stands beside the entry as long as it does."""
