"""What an officer searched herself, where nothing is connected, and what she found."""
