"""What needs a second person: asked of one, decided by another, on the hash of the exact object."""
