"""What shows an employee that her entries are in the log as they were written."""
