"""What is collected about people at work, why, and to whom it applies: the published register."""
