"""What is decided on a request under its right, who is told of it, and the end of a restriction."""
