"""Who people are, where they work, and who may do what."""
