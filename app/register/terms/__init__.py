"""The words and marks that a register is written in."""
