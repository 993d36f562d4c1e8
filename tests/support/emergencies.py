"""Emergency looks to build stories on."""

from datetime import timedelta

from sqlmodel import Session

from app.cases.emergencies import service
from app.cases.emergencies.models import EmergencyLook, Outcome
from app.cases.emergencies.rules import REVIEWED_WITHIN
from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.roles.models import Role
from tests.support.acts import Act, presses, reads
from tests.support.cast import Cast
from tests.support.decisions import OFFICERS
from tests.support.make import a_person

REASON = "A colleague collapsed and we look for whom to call."
FOUND = "There was one, and nothing else was opened."
_REVIEW = {"outcome": "justified", "note": FOUND}
# what officers and auditors may do with them, in this order (tests/support/acts.py)
EMERGENCIES: dict[str, Act] = {
    "desk.emergencies:create": presses(
        *("daniel", "Show the sentence"),
        at="/desk/emergencies/new",
        status=200,
        person="E1003",
        reason=REASON,
    ),
    "desk.emergencies:show": reads(*OFFICERS, at="/desk/emergencies/{emergency}"),
    "desk.emergencies.look:show": reads("helen", at="/desk/emergencies/{emergency}/look"),
    "desk.emergencies:create_closing": presses(
        "helen", "End this look", at="/desk/emergencies/{emergency}"
    ),
    "desk.emergencies:create_review": presses(
        "daniel", "Write this review down", at="/desk/emergencies/{emergency}", **_REVIEW
    ),
    "audit.emergencies:show": reads("ines", at="/audit/emergencies/{suspended}"),
    "audit.emergencies:create_review": presses(
        "ines", "Write this review down", at="/audit/emergencies/{suspended}", **_REVIEW
    ),
    "audit.emergencies:create_lifting": presses(
        "ines", "Give the role back", at="/audit/emergencies/{suspended}"
    ),
}


def an_emergency(
    session: Session, officer: Person, person: Person, reason: str = REASON
) -> EmergencyLook:
    """Opened now, for half an hour."""
    return service.open_look(session, officer, person, reason=reason, form_key=new_id())


def in_an_emergency(session: Session, cast: Cast, reason: str) -> dict[str, str]:
    """Helen's, open; and one that nobody reviewed in time, of an officer beyond the cast."""
    petra = a_person(session, "E1041", "Petra Novak", Role.OFFICER)
    with clock.set_to(clock.now() - REVIEWED_WITHIN - timedelta(hours=1)):
        late = an_emergency(session, petra, cast.jo, reason)
    service.suspend_unreviewed(session)
    look = an_emergency(session, cast.helen, cast.jo, reason)
    return {"emergency": look.reference, "suspended": late.reference}


def review(
    session: Session,
    look: EmergencyLook,
    reviewer: Person,
    outcome: Outcome = Outcome.JUSTIFIED,
) -> None:
    service.review(session, look, reviewer, outcome=outcome, note=FOUND)
