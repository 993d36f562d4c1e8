"""How many people an officer may look at in a day."""

SUBJECTS_A_DAY = 25


def may_see_another(seen_today: int, *, already_among_them: bool) -> bool:
    """Whether one more person is within the day's limit (SECURITY: Officers)."""
    return already_among_them or seen_today < SUBJECTS_A_DAY
