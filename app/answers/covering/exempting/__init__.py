"""What the law lets the employer keep back, and what is about others: each with its test."""
