"""What a provider says of itself, and how much of it is believed."""
