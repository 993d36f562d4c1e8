"""The one place where a second person decides, whatever it is about."""
