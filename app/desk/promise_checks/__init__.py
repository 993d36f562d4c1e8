"""What differs from the register, for an officer to look into and answer once."""
