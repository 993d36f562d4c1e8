"""How many say yes to a choice, as far as that says it of nobody."""
