"""The door at which sources ask what data is wanted, and send it."""
