"""The answer to a request: written by one officer, put in its exact words to another."""
