"""Recording that the risk of a practice changed (LAW MON-5)."""

from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, NotFoundError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register import queries as register
from app.register import service as publishing
from app.register.risks import queries, rules
from app.register.risks.models import RiskChange


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def record(
    session: Session, person: Person, practice_id: str, *, reason: str, form_key: UUID
) -> RiskChange:
    """Make a practice's review due at once. The same form sent again gives the same record.

    Raises NotFoundError of a practice that is not in use, and AnotherFormError.
    """
    dialects.serialise(session, rules.turn(practice_id))
    if sent := queries.by_form(session, person.id, form_key):
        if (sent.practice_id, sent.reason) != (practice_id, reason):
            raise AnotherFormError
        return sent
    practice = register.in_force_now(session).practice(practice_id)
    if practice is None or not practice.in_use:
        raise NotFoundError
    made = RiskChange(
        practice_id=practice.id,
        version=practice.version.label,
        reason=reason,
        recorded_by=person.id,
        recorded_at=clock.now(),
        form_key=form_key,
    )
    session.add(made)
    publishing.revise(session)
    return made
