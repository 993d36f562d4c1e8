"""The seals of the record that representatives keep."""
