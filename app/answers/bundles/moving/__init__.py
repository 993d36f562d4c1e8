"""What a table that is moved elsewhere looks like, for whoever takes it over."""
