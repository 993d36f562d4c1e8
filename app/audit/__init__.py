"""What auditors check: how the portal is run, without any access to anybody's data."""
