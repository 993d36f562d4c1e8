"""What auditors check: how the portal is run, and who decided what and why."""
