"""What happened in a quarter, read from the log and from the events of each room."""
