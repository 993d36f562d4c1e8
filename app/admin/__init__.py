"""What administrators see of the portal's running, without anything about anybody."""
