"""What is held on one person, shown to her and given to her as a file without asking anybody."""
