"""The documents gathered for a request, read and covered one by one by the officer who has it."""
