"""Who raised a concern and whom it is about: sealed, and opened for one officer."""
