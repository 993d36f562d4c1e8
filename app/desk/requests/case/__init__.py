"""One request as the officer who has it sees it, and as every other officer does."""
