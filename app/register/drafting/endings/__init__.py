"""How a practice is to end, kept until a second person has decided."""
