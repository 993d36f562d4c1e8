"""What somebody had answered to a choice that does not apply to her any more."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.consent import queries
from app.consent.models import ConsentNotice, ConsentRecord
from app.consent.queries import Step
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice


@dataclass(frozen=True)
class Past:
    """A choice of the past: the words answered last, and what became of the practice.

    ``practice`` is None if it stands in the register no more; ``offered``: others still choose.
    ``answered``: the last step that was her own, None if she never answered.
    """

    record: ConsentRecord
    notice: ConsentNotice
    practice: Practice | None
    offered: bool
    history: list[Step]

    @property
    def answered(self) -> Step | None:
        return next((step for step in self.history if step.event.by_person), None)


def past(session: Session, person: Person, practice_id: str) -> Past:
    """A choice this person was asked and is not asked any more. NotFoundError if she never was."""
    hers = select(ConsentRecord).where(
        ConsentRecord.person_id == person.id, ConsentRecord.practice_id == practice_id
    )
    record = session.exec(hers).one_or_none()
    if record is None:
        raise NotFoundError
    practice = register.in_force_now(session).practice(practice_id)
    return Past(
        record=record,
        notice=session.get_one(ConsentNotice, record.notice_id),
        practice=practice,
        offered=practice is not None and queries.is_choice(practice),
        history=queries.history(session, person, practice_id),
    )
