"""The keys that open entries, in a database of their own, so that content can be erased."""
