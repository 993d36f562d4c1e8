"""What keeps an answer from being sent, and sending it once a second officer approved it."""
