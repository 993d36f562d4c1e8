"""When an officer is reminded of a request she has (LAW SAR-12): no database, no clock."""

REMINDED_AFTER = (14, 21, 28)  # days since the receipt, our own


def reminder(days: int) -> int | None:
    """The last of these that a request of so many days has reached."""
    return max((each for each in REMINDED_AFTER if each <= days), default=None)
