"""How a document stands, as conditions for the database."""
