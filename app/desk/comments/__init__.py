"""What people say about how their work is measured, without who said it."""
