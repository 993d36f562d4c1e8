"""Recording why a practice starts though nobody was consulted (LAW MON-6)."""

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register.consultations import queries, rules
from app.register.consultations.models import Consultation, Status, UnconsultedStart
from app.register.consultations.service import UndecidedError
from app.register.drafting.wording import queries as wording


class HeldAlreadyError(ConflictError):
    def __init__(self, consultation: Consultation) -> None:
        super().__init__(
            _("People were consulted on exactly these words: %(title)s.")
            % {"title": consultation.title}
        )


class RecordedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("A reason for going on without consultation is on record already."))


def start_without(
    session: Session, officer: Person, practice_id: str, reason: str
) -> UnconsultedStart:
    """Record why a practice starts though nobody was consulted; everyone is shown “not agreed”.

    Raises UndecidedError while a consultation about it runs or waits for its answer,
    HeldAlreadyError if one on these words was decided: its result stands; RecordedError if a
    reason for these words is on record already.
    """
    dialects.serialise(session, rules.turn(practice_id))
    undecided = queries.undecided_about(session, practice_id)
    if undecided is not None and undecided.status is not Status.DRAFT:
        raise UndecidedError(undecided)
    digest = wording.digest_now(session, practice_id)
    if held := queries.decided_on(session, practice_id, digest):
        raise HeldAlreadyError(held)
    if queries.started_without(session, practice_id, digest):
        raise RecordedError
    started = UnconsultedStart(
        practice_id=practice_id,
        practice_digest=digest,
        reason=reason,
        recorded_by=officer.id,
        recorded_at=clock.now(),
    )
    session.add(started)
    session.flush()
    return started
