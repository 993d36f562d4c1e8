"""That the risk of a practice changed, so that it is reviewed at once (LAW MON-5)."""
