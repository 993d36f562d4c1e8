"""The systems that report accesses: how each keeps to it, and where its last batches broke."""
