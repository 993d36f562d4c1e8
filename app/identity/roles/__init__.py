"""The portal's own roles: who holds which, since when, and by whose act."""
