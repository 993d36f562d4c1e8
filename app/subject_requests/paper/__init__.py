"""A request as its page shows it, to keep on paper."""
