"""The person takes the files that answer her request."""
