"""What employee representatives see: changes to come, what people say, what to answer."""
