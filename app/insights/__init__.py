"""What a quarter comes to over everybody, counted once and shown so that nobody is seen."""
