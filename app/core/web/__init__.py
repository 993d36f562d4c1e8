"""The web: sessions of the database, pages, forms, errors, headers."""
