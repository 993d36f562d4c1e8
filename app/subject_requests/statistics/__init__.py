"""How requests went, as numbers that show nobody: always told anew from their events."""
