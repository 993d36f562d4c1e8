"""The steps of a concern that have pages of their own: answering, giving away, opening a name."""
