"""Opening the name of a confidential reporter to the officer who has the concern."""
