"""What may be read of questions. Every query starts from who is looking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.looks import numbering
from app.access_log.looks import queries as looks
from app.access_log.looks.away import reads_the_log
from app.access_log.looks.views import Row
from app.core import clock
from app.core.errors import NotFoundError
from app.identity import queries as identity
from app.identity.calendars.rules import local_day
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Subject, Viewer, Whose
from app.questions import rules
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import Act, Question, QuestionEvent
from app.questions.rules import Level, Standing

_NEWEST = (col(Question.asked_at).desc(), col(Question.id).desc())


@dataclass(frozen=True)
class Story:
    """A question with all that happened to it, and what that comes to today."""

    question: Question
    events: Sequence[QuestionEvent]
    standing: Standing
    today: date

    @property
    def reference(self) -> str:
        return self.question.reference

    @property
    def days_left(self) -> int | None:
        return self.standing.days_left(self.today)

    @property
    def is_late(self) -> bool:
        return self.standing.is_late(self.today)

    def event(self, act: Act) -> QuestionEvent | None:
        """The last time this was done, if it was."""
        return next((each for each in reversed(self.events) if each.act == act), None)


def own(session: Session, person: Person, reference: str) -> Story:
    """One's own question, or NotFoundError: another's is as if it were not there."""
    mine = select(Question).where(Question.person_id == person.id, Question.reference == reference)
    return _found(session, session.exec(mine).one_or_none())


def own_about(session: Session, person: Person, seq: int) -> Question | None:
    """What a person asked about this entry already."""
    mine = select(Question).where(Question.person_id == person.id, Question.seq == seq)
    return session.exec(mine).one_or_none()


def all_own(session: Session, person: Person) -> list[Story]:
    """One's own questions: open ones first, then what was asked last."""
    mine = select(Question).where(Question.person_id == person.id)
    found = stories(session, session.exec(mine.order_by(*_NEWEST)).all())
    return sorted(found, key=lambda story: not story.standing.is_open)


def asked_of(session: Session, accessor: Person, reference: str) -> Story:
    """A question about a look of one's own that was passed on, or NotFoundError."""
    mine = select(Question).where(
        Question.accessor_id == accessor.id, Question.reference == reference
    )
    story = _found(session, session.exec(mine).one_or_none())
    if story.standing.passed_on is None:
        raise NotFoundError
    return story


def waiting_for(session: Session, accessor: Person) -> list[Story]:
    """Questions that wait for this person's reply, what is due first at the top."""
    mine = select(Question).where(Question.accessor_id == accessor.id, ~_has(Act.DECIDED))
    mine = mine.where(_has(Act.PASSED_ON), ~_has(Act.REPLIED))
    return _by_due(stories(session, session.exec(mine).all()))


def at_the_desk(session: Session, officer: Person, reference: str) -> Story:
    """A question for an officer, or NotFoundError: none to which she stands too near."""
    found = session.exec(select(Question).where(Question.reference == reference)).one_or_none()
    if found is None or kept_apart.not_for(session, officer, [found]):
        raise NotFoundError
    return story(session, found)


def waiting_at_the_desk(session: Session, officer: Person) -> list[Story]:
    """What this officer may see to, what is due first at the top."""
    return _for(session, officer, every_waiting(session))


def handed_to_triage(session: Session, officer: Person) -> list[Story]:
    """Looks outside authority, the latest first, but for those she stands too near to."""
    handed = select(Question).where(_has(Act.HANDED_TO_TRIAGE)).order_by(*_NEWEST)
    return _for(session, officer, stories(session, session.exec(handed).all()))


def every_waiting(session: Session) -> list[Story]:
    """Everything that waits for an officer. Whoever calls has seen to who may read it."""
    waiting = session.exec(select(Question).where(_waits()).order_by(col(Question.id))).all()
    return _by_due([s for s in stories(session, waiting) if s.standing.needs_the_desk])


def late_for_representatives(session: Session, representative: Person) -> list[Story]:
    """Those without an answer that came to the representatives, but for any she stands near to."""
    waiting = [each for each in every_waiting(session) if each.standing.is_open]
    came = [each for each in waiting if each.standing.level is Level.REPRESENTATIVE]
    return _for(session, representative, came)


def story(session: Session, question: Question) -> Story:
    """What happened to one question. Whoever calls has seen to who may read it."""
    return stories(session, [question])[0]


def stories(session: Session, questions: Sequence[Question]) -> list[Story]:
    """The same of several at once, in their order."""
    events = _events(session, [question.id for question in questions])
    return [
        Story(
            question,
            events[question.id],
            rules.standing(question, events[question.id]),
            local_day(question.jurisdiction, clock.now()),
        )
        for question in questions
    ]


def asked_about(session: Session, question: Question) -> Subject:
    """Whose entry it is, for whoever is shown it while she is not there."""
    person = people.by_id(session, question.person_id)
    assert person is not None
    return Subject(person, identity.zone_of(session, person))


@reads_the_log
def entry(session: Session, whose: Whose, seq: int) -> Row | None:
    """The entry a question is about; None once its content was erased.

    Raises KeysUnavailableError, LogUnreadableError.
    """
    look = log.entry_about(session, whose.person, seq)
    if look is None or look.state != "shown":
        return None
    return looks.teller_for(session, whose.person, whose.zone).row(look)


def entry_named(session: Session, viewer: Viewer, reference: str) -> Row:
    """The viewer's entry of this reference, by somebody else.

    Raises as ``entry``, and NotFoundError.
    """
    seq = numbering.number(reference, viewer.employee_id)
    row = None if seq is None else entry(session, viewer, seq)
    if row is None or not row.who_url:
        raise NotFoundError
    return row


def accessor_of(session: Session, row: Row) -> Person | None:
    """Who looked, if that is somebody who works here or did."""
    person_id = row.look.accessor_person_id
    return people.by_id(session, person_id) if person_id else None


def can_be_asked(accessor: Person | None) -> bool:
    """Whether whoever looked can say why: somebody, and they have not left."""
    return accessor is not None and accessor.active


def _for(session: Session, officer: Person, found: Sequence[Story]) -> list[Story]:
    kept = kept_apart.not_for(session, officer, [each.question for each in found])
    return [each for each in found if each.question.id not in kept]


def _by_due(found: Sequence[Story]) -> list[Story]:
    return sorted(found, key=lambda story: story.standing.due or date.max)


def _found(session: Session, question: Question | None) -> Story:
    if question is None:
        raise NotFoundError
    return story(session, question)


def _events(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[QuestionEvent]]:
    found: dict[UUID, list[QuestionEvent]] = defaultdict(list)
    wanted = sorted(ids)
    for start in range(0, len(wanted), people.AT_ONCE):
        some = col(QuestionEvent.question_id).in_(wanted[start : start + people.AT_ONCE])
        for event in session.exec(
            select(QuestionEvent).where(some).order_by(col(QuestionEvent.number))
        ):
            found[event.question_id].append(event)
    return found


def _has(act: Act) -> ColumnElement[bool]:
    """On ``question``: this was done with it."""
    event = aliased(QuestionEvent)
    return exists().where(col(event.question_id) == col(Question.id), col(event.act) == act)


def _waits() -> ColumnElement[bool]:
    """On ``question``: without an answer, or a name was asked for and that is not decided."""
    return ~_has(Act.DECIDED) | (_has(Act.NAME_ASKED) & ~_has(Act.NAME_DECIDED))
