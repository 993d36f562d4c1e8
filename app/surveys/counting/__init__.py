"""How answers become numbers, and which of these everybody may read."""
