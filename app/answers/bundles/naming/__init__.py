"""What a document's copy does not show, with the names of what is kept back of its attachments."""
