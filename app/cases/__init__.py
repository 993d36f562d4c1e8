"""Why an officer may look at a person's data: an open case, with a purpose, of her own."""
