"""Who an accessor was, and how she stood to the person, at the moment of an access."""
