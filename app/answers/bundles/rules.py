"""How long bundles are kept and tried for: pure."""

from datetime import timedelta

KEPT = timedelta(days=30)  # own: LAW RSP-4 asks for an end and names none
ATTEMPTS = 3


def back_off(attempts: int) -> timedelta:
    """The wait before a bundle that failed is tried again: a minute, doubled each time."""
    return timedelta(minutes=2 ** max(attempts - 1, 0))
