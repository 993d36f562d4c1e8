"""What people ask for about their own data, from the asking to the answer."""
