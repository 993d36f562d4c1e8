"""What somebody may choose, what she answered, and what that lets happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.approvals import queries as approvals
from app.approvals.models import Kind
from app.consent import rules
from app.consent.changes import rules as changes
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord, State
from app.consent.notices import rules as notices
from app.consent.notices.rules import Notice
from app.consent.stops import queries as stops
from app.consent.stops.queries import SystemStop
from app.core import clock
from app.core.config import settings
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice, Register
from app.register.rules import why_it_applies
from app.register.terms.schemas import Basis


class Blocked(StrEnum):
    """Why a choice cannot be answered now."""

    LANGUAGE = "language"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Choice:
    """A choice as one person meets it. ``notice`` is None where her language has no words.

    ``changed``: what she answered is not what the register says today. ``before``: what stood until
    she was asked again. ``unconfirmed``: some system was to stop and has not said that it has.
    """

    practice: Practice
    notice: Notice | None
    blocked: Blocked | None
    record: ConsentRecord | None
    changed: bool = False
    before: State | None = None
    unconfirmed: bool = False

    @property
    def id(self) -> str:
        return self.practice.id

    @property
    def state(self) -> State:
        """Where the answer stands now, whether or not the worker has come to it."""
        if self.record is None:
            return State.REQUESTED
        until, now = self.record.valid_until, clock.now()
        return rules.state_at(self.record.state, until, now, changed=self.changed)

    @property
    def said_yes(self) -> bool:
        """Whether a yes is on record that has not run out, even if it was to other words."""
        if self.record is None:
            return False
        state = rules.state_at(self.record.state, self.record.valid_until, clock.now())
        return state in rules.PERMITTING

    @property
    def permitted(self) -> bool:
        return self.state in rules.PERMITTING

    @property
    def is_stopping(self) -> bool:
        """Whether what a yes permitted may go on: nobody was told yet, or not all have stopped."""
        untold = self.record is not None and self.record.state in rules.PERMITTING
        return not self.permitted and (untold or self.unconfirmed)

    @property
    def yes_was_ended(self) -> bool:
        """Whether a yes stood until other words were asked."""
        return self.before in rules.PERMITTING

    @property
    def answer(self) -> str:
        """What stands now: yes, no, or nothing while there is no answer."""
        if self.permitted:
            return "yes"
        return "no" if self.state in {State.REFUSED, State.WITHDRAWN} else ""

    @property
    def waits(self) -> bool:
        """Whether an answer is asked for."""
        return self.blocked is None and not self.answer

    @property
    def renewable(self) -> bool:
        until = self.record.valid_until if self.record else None
        return self.permitted and rules.is_renewable(until, clock.now())


def choices(session: Session, person: Person, language: str) -> list[Choice]:
    """What this person may choose, by title: only practices that apply and rest on consent."""
    applying = register.in_force_now(session).practices_for(person)
    mine = [practice for practice, _why in applying if is_choice(practice)]
    if not mine:
        return []
    approved, records = approvals.approved(session, Kind.CHOICE), _records(session, person)
    return [_choice(session, p, language, approved, records.get(p.id)) for p in mine]


def choice(session: Session, person: Person, language: str, practice_id: str) -> Choice:
    """One of them, or NotFoundError."""
    for found in choices(session, person, language):
        if found.id == practice_id:
            return found
    raise NotFoundError


def declined(session: Session, person: Person, language: str) -> frozenset[str]:
    """The practices that rest on a yes alone and have none; not what may go on after one."""
    return frozenset(
        choice.id
        for choice in choices(session, person, language)
        if choice.practice.document.bases == {Basis.CONSENT}
        and not (choice.permitted or choice.is_stopping)
    )


def is_choice(practice: Practice) -> bool:
    """Whether something rests on a yes: the only case in which there is a toggle (CON-1)."""
    document = practice.document
    return practice.in_use and document.choice is not None and bool(notices.purposes(document))


def applies(practice: Practice, person: Person) -> bool:
    """Whether it is this person's choice: she works here, and the practice is about her."""
    return person.active and why_it_applies(practice.document.scope, person) is not None


def offered(session: Session) -> list[Practice]:
    """The choices in force whose exact words a second officer approved."""
    approved = approvals.approved(session, Kind.CHOICE)
    every = register.in_force_now(session).practices
    return [p for p in every if is_choice(p) and is_approved(p, approved)]


def is_approved(practice: Practice, approved: set[tuple[str, str]]) -> bool:
    return (practice.id, notices.digest(practice.document)) in approved


def not_choosable(session: Session, person: Person) -> list[Practice]:
    """What applies to this person and rests on something other than consent, by title."""
    applying = register.in_force_now(session).practices_for(person)
    return [practice for practice, _why in applying if not is_choice(practice)]


class Step(NamedTuple):
    """One line of the history: an event, the one before it, and the words it is about."""

    event: ConsentEvent
    before: State | None
    notice: ConsentNotice


def history(session: Session, person: Person, practice_id: str | None = None) -> list[Step]:
    """What happened to this person's choices, the newest first."""
    steps = (
        select(ConsentEvent, ConsentNotice)
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentEvent.record_id))
        .join(ConsentNotice, col(ConsentNotice.id) == col(ConsentEvent.notice_id))
        .where(ConsentRecord.person_id == person.id)
        .order_by(col(ConsentEvent.at), col(ConsentEvent.number))
    )
    if practice_id is not None:
        steps = steps.where(ConsentRecord.practice_id == practice_id)
    last: dict[UUID, State] = {}
    found = []
    for event, notice in session.exec(steps):
        found.append(Step(event, last.get(event.record_id), notice))
        last[event.record_id] = event.state
    return found[::-1]


def stopping(session: Session, record: ConsentRecord | None) -> list[SystemStop]:
    """How each system stands that the end of the latest yes was told to.

    While a yes holds, and of a yes before, those that have not confirmed what it does not permit.
    """
    if record is None:
        return []
    events = select(ConsentEvent).where(ConsentEvent.record_id == record.id)
    ended = None
    for event in session.exec(events.order_by(col(ConsentEvent.number))):
        if event.state in rules.PERMITTING:
            ended = None
        elif ended is None and event.number > 1:
            ended = event
    return stops.of_record(session, record.id, ended.id if ended else None)


def notices_of_system(session: Session, system: str) -> dict[UUID, ConsentNotice]:
    """All words that were ever about one system's data, by id."""
    about = session.exec(select(ConsentNotice).where(ConsentNotice.system == system))
    return {notice.id: notice for notice in about}


def is_permitted(
    in_force: Register, record: ConsentRecord, said_yes_to: ConsentNotice, person: Person
) -> bool:
    """Whether a record lets anything happen: a yes that holds, to a choice of hers as it is today.

    The worker ends a yes that is not, some moments later; nothing is used in between.
    """
    if rules.state_at(record.state, record.valid_until, clock.now()) not in rules.PERMITTING:
        return False
    practice = in_force.practice(record.practice_id)
    if practice is None or not is_choice(practice) or not applies(practice, person):
        return False
    return not has_changed(practice, said_yes_to)


def has_changed(practice: Practice, answered: ConsentNotice) -> bool:
    """Whether a choice is not any more what these words said: it asks for another answer."""
    return changes.differs(practice, answered, settings().organisation)


def next_moment(session: Session) -> datetime:
    """Later than every change of a record there is, whatever the clock says."""
    last = session.exec(select(func.max(ConsentRecord.changed_at))).one()
    return last + timedelta(microseconds=1) if last else datetime.min.replace(tzinfo=UTC)


def records_from(
    session: Session,
    words: Sequence[UUID],
    *,
    since: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[tuple[ConsentRecord, Person]]:
    """For a source: records that rest on these words, the oldest change first, and whose they are.

    Those changed at ``since`` or later; of those at that very moment, the ones above ``after``.
    """
    found = (
        select(ConsentRecord, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(col(ConsentRecord.notice_id).in_(words))
        .order_by(col(ConsentRecord.changed_at), col(ConsentRecord.id))
    )
    if since is not None:
        later = col(ConsentRecord.changed_at) > since
        same = (col(ConsentRecord.changed_at) == since) & (
            col(ConsentRecord.id) > after if after else col(ConsentRecord.id).is_not(None)
        )
        found = found.where(later | same)
    return session.exec(found.limit(limit)).all()


def _records(session: Session, person: Person) -> dict[str, ConsentRecord]:
    mine = session.exec(select(ConsentRecord).where(ConsentRecord.person_id == person.id))
    return {record.practice_id: record for record in mine}


def _choice(
    session: Session,
    practice: Practice,
    language: str,
    approved: set[tuple[str, str]],
    record: ConsentRecord | None,
) -> Choice:
    words = notices.notice(practice.document, language)
    blocked = Blocked.LANGUAGE if words is None else None
    if not is_approved(practice, approved):
        blocked = Blocked.APPROVAL
    if record is None:
        return Choice(practice, words, blocked, record)
    answered = session.get_one(ConsentNotice, record.notice_id)
    changed = record.state is not State.REQUESTED and has_changed(practice, answered)
    before = _before(session, record, changed=changed)
    unconfirmed = bool(stops.open_of_record(session, record.id))
    return Choice(practice, words, blocked, record, changed, before, unconfirmed)


def _before(session: Session, record: ConsentRecord, *, changed: bool) -> State | None:
    """What stood until she was asked again, or has to be; None if she is not."""
    if changed or record.state is State.REVOKED:
        return record.state
    if record.state is not State.REQUESTED or record.number == 1:
        return None
    events = select(col(ConsentEvent.state)).where(ConsentEvent.record_id == record.id)
    return session.exec(events.where(ConsentEvent.number == record.number - 1)).one()
