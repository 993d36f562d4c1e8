"""How far a request has come, and who may take its next step."""
