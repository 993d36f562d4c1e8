"""What a person sees of her request: the clock, the steps, and everything that happened."""
