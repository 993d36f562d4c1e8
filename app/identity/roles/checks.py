"""What the health page, ``/readyz`` and ``doctor`` ask about roles."""

from app.core.db.session import reading
from app.core.health import Check, Finding
from app.identity.roles import queries
from app.identity.roles.models import Role

FOUR_EYES = 2


def _officers() -> Finding:
    with reading() as session:
        officers = queries.numbers(session).get(Role.OFFICER, 0)
    if officers < FOUR_EYES:
        words = "There are fewer than two privacy officers. What needs two people is refused."
        return Finding(ok=False, words=words)
    return Finding(ok=True, words="There are at least two.")


OFFICERS = Check("officers", _officers)
