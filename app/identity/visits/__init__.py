"""The last day a person came, so that her first page can say what is new since."""
