"""Documents: PDF and text in which a person is mentioned."""
