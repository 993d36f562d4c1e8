"""The page of how requests went, for officers and auditors, with its file."""
