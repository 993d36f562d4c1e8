"""Where officers write down what leaders promise, and what came of it."""
