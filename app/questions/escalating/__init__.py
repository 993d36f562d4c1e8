"""What becomes of a question that is not answered by its day."""
