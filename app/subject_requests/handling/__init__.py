"""What privacy officers do with a request: take it, ask back, file one by hand, close it."""
