"""Pure cryptography: no database, no web."""
