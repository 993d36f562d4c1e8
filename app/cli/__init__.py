"""Commands for operators: each opens a transaction, calls a room, and says what it did."""
