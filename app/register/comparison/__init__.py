"""What differs between two wordings, word by word."""
