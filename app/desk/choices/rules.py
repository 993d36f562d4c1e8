"""Which numbers of answers may be shown (LAW, “Small numbers”): pure."""

K = 10


def shown(yes: int, no: int, unanswered: int) -> bool:
    """All three or none: with two of them and the whole, anybody could work out the third."""
    return min(yes, no, unanswered) >= K
