"""A person's own records in systems that name nobody else, looked up when she asks for them."""
