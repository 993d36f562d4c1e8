"""What in a document may be about somebody else, as suggestions to the officer who reads it."""
