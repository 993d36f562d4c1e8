"""Writing down what an officer searched by hand, with the files that she found."""
