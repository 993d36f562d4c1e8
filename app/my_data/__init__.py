"""What the portal itself holds on one person, shown to her and given to her as a file."""
