"""Officers' checks of who can look: a decision for each reader of a practice, with its reason."""
