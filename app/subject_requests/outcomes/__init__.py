"""How a request under each right ends: what was decided, on which ground, and who was told."""
