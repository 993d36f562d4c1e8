"""Short surveys of which the numbers are kept and no person’s answers."""
