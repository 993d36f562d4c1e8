"""References that a person can read aloud: no 0/O, 1/I/L, and no number to count by."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new(prefix: str) -> str:
    """A fresh reference such as ``CASE-K7M2-9XQD`` (about 39 bits)."""
    return f"{prefix}-{code(4)}-{code(4)}"


def code(length: int) -> str:
    """``length`` random letters and digits of the alphabet."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
