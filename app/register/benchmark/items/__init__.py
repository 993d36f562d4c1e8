"""What the benchmark asks of every practice."""
