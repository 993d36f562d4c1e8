"""Who is signed in, on which browser, and until when."""
