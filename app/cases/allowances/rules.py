"""How many people an officer may look at in a day (SECURITY: Officers)."""

import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

SUBJECTS_A_DAY = 25
MOST_MORE = 100
WITHIN = timedelta(days=1)


def may_see_another(seen: int, limit: int, *, already_among_them: bool) -> bool:
    """Whether one more person is within the limit; somebody seen already is nobody more."""
    return already_among_them or seen < limit


def about(officer_id: UUID, more: int) -> str:
    """The object of a request for more people, by name."""
    return f"{officer_id}:{more}"


def parts(about: str) -> tuple[UUID, int]:
    """The officer and the number that a request names."""
    officer_id, _, more = about.partition(":")
    return UUID(officer_id), int(more)


def digest(officer_id: UUID, more: int) -> str:
    """What is approved: so many more people for this officer, as canonical JSON."""
    exact = {"more": more, "officer": str(officer_id)}
    return sha256(json.dumps(exact, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
