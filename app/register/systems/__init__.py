"""What the systems behind the register are called."""
