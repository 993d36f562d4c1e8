"""When the practices in use are due to be reviewed, and whose review is late."""
