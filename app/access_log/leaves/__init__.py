"""What of an entry is hashed: canonical JSON, commitments, the public 36 bytes."""
