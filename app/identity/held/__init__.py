"""How each room says what it holds on one person."""
