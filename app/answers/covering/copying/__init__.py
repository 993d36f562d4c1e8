"""The copy of a document as the employee gets it, for the officer who checks it."""
