"""What becomes of each kind of data for one person: not collected, hidden, visible or ended."""
