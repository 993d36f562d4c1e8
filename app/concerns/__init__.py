"""What somebody worries about, who may know her name, and what came of it."""
