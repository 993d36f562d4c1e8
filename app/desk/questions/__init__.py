"""Questions about a look at the desk: a queue, and one question for the officer who has it."""
