"""What is still to be done before an answer goes out, and putting it to a second officer."""
