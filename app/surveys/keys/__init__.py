"""The keys of open surveys and of texts that wait, in the database of keys."""
