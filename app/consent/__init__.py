"""What people may say yes or no to, what they answered, and that a no is obeyed."""
