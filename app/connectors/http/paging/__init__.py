"""From one page of an answer to the next, and never round in a circle."""
