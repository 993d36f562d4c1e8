"""An origin of its own where anybody speaks up without a name, and reads what came of it."""
