"""A representative's page to ask for somebody with her authority."""
