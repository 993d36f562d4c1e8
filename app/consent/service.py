"""What can be done to a choice: ask, answer, and let an answer end."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.consent import queries, rules
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord, State
from app.consent.notices import rules as notices
from app.consent.notices.rules import Notice
from app.consent.receipts.rules import processing
from app.consent.stops import service as stops
from app.core import clock, references
from app.core.config import settings
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity import queries as identity
from app.identity.establishments import queries as establishments
from app.identity.establishments.models import Establishment
from app.identity.people.models import Person
from app.register.in_force.rules import Practice

UNKNOWN_PLACE = "unknown"


class NotAskedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This choice cannot be answered at the moment. Its page says why."))


class WordsChangedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("The words changed while you were reading. Read them and answer again."))


class NotAStepError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("An answer cannot go from where it is to there."))


class AnsweredMeanwhileError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("Your answer was changed elsewhere at the same moment. Look at it again.")
        )


def answer(
    session: Session, person: Person, language: str, practice_id: str, *, yes: bool, digest: str
) -> ConsentEvent | None:
    """Keep an answer to the words with this digest; None if it was the answer already.

    A no to a yes is always taken, whatever became of the words since (LAW CON-4).
    Raises NotFoundError, NotAskedError, WordsChangedError, AnsweredMeanwhileError.
    """
    choice = queries.choice(session, person, language, practice_id)
    shown = choice.notice if not choice.blocked else None
    read = shown is not None and shown.digest == digest
    takes_back = choice.said_yes and not yes and (choice.permitted or not read)
    if choice.record is not None and takes_back:
        return _withdraw(session, choice.record, person)
    if shown is None:
        raise NotAskedError
    if not read:
        raise WordsChangedError
    record = choice.record or _ask(session, person, choice.practice, shown)
    kept = keep_notice(session, choice.practice, shown)
    _catch_up(session, record, kept, person, changed=choice.changed)
    renewing = rules.is_renewable(record.valid_until, clock.now())
    to = rules.answered(record.state, yes=yes, renewing=renewing)
    if to is None:
        return None
    return move(session, record, to, kept, person, by_person=True)


def _withdraw(session: Session, record: ConsentRecord, person: Person) -> ConsentEvent:
    """End a yes, to the words that it was said to."""
    said_yes_to = session.get_one(ConsentNotice, record.notice_id)
    return move(session, record, State.WITHDRAWN, said_yes_to, person, by_person=True)


def _catch_up(
    session: Session, record: ConsentRecord, shown: ConsentNotice, person: Person, *, changed: bool
) -> None:
    """The step the worker has not come to yet.

    A choice that is hers again or says something else today, a yes that ran out.
    """
    if record.state is State.REVOKED or changed:
        move(session, record, State.REQUESTED, shown, person, by_person=False)
    elif record.state is not rules.state_at(record.state, record.valid_until, clock.now()):
        said_yes_to = session.get_one(ConsentNotice, record.notice_id)
        move(session, record, State.EXPIRED, said_yes_to, person, by_person=False)


def ask(session: Session, practice: Practice, people: list[tuple[Person, Notice]]) -> None:
    """Ask people who were never asked: a record each, and that it was requested."""
    if not people:
        return  # and nobody who answers waits for that
    now, places = _moment(session), establishments.by_codes(session)
    shown = {words.language: words for _person, words in people}
    kept = {key: keep_notice(session, practice, words) for key, words in shown.items()}
    records = [
        ConsentRecord(
            person_id=person.id,
            practice_id=practice.id,
            number=1,
            state=State.REQUESTED,
            notice_id=kept[words.language].id,
            changed_at=now,
        )
        for person, words in people
    ]
    session.add_all(records)
    session.flush()
    for record, (person, _words) in zip(records, people, strict=True):
        session.add(_event(record, places.get(person.establishment), by_person=False))
    session.flush()


def move(
    session: Session,
    record: ConsentRecord,
    to: State,
    shown: ConsentNotice,
    person: Person,
    *,
    by_person: bool,
) -> ConsentEvent:
    """Take a record to its next state, once: whoever comes second is refused.

    Raises NotAStepError, AnsweredMeanwhileError.
    A yes that ends is stopped in each system; a yes that begins overtakes what was to be stopped.
    """
    if to not in rules.FOLLOWS[record.state]:
        raise NotAStepError
    was, moment, now = record.state, _moment(session), clock.now()
    until = rules.valid_until(now) if to in rules.PERMITTING else None
    said_yes_to = session.get(ConsentNotice, record.notice_id)
    still = col(ConsentRecord.id) == record.id, col(ConsentRecord.number) == record.number
    moved = session.exec(
        update(ConsentRecord)
        .where(*still)
        .values(
            number=record.number + 1,
            state=to,
            notice_id=shown.id,
            changed_at=moment,
            valid_until=until,
        )
    )
    if moved.rowcount != 1:
        raise AnsweredMeanwhileError
    session.refresh(record)
    place = establishments.by_code(session, person.establishment)
    event = _event(record, place, by_person=by_person)
    session.add(event)
    session.flush()
    if was in rules.PERMITTING and to not in rules.PERMITTING and said_yes_to is not None:
        due_at = rules.stopped_by(said_yes_to.stops, now, identity.zone_of(session, person))
        stops.begin(session, event, said_yes_to, due_at)
    elif to in rules.PERMITTING:
        stops.overtake(session, record.id, shown)
    return event


def _wait_turn(session: Session) -> None:
    """Wait until every other change of an answer is committed; the next waits for this one."""
    dialects.serialise(session, "changes of consents")


def _moment(session: Session) -> datetime:
    """When a change happens: no two at one moment, and none later with an earlier one.

    So whoever reads on from the last change it knows skips none (queries.records_from).
    """
    _wait_turn(session)
    return max(clock.now(), queries.next_moment(session))


def _event(record: ConsentRecord, place: Establishment | None, *, by_person: bool) -> ConsentEvent:
    """The step that brought a record where it is."""
    return ConsentEvent(
        record_id=record.id,
        number=record.number,
        reference=references.new("CR"),
        state=record.state,
        at=record.changed_at,
        valid_until=record.valid_until,
        by_person=by_person,
        jurisdiction=place.jurisdiction if place else UNKNOWN_PLACE,
        notice_id=record.notice_id,
    )


def keep_notice(session: Session, practice: Practice, words: Notice) -> ConsentNotice:
    """The kept words of a notice; kept now if this version was never shown in this language."""
    version = practice.version.label
    mine = select(ConsentNotice).where(
        ConsentNotice.practice_id == practice.id,
        ConsentNotice.version == version,
        ConsentNotice.language == words.language,
        ConsentNotice.digest == words.digest,
    )
    kept = session.exec(mine).one_or_none()
    if kept is None:
        _wait_turn(session)
        kept = session.exec(mine).one_or_none()
    if kept is None:
        kept = _notice(practice, words)
        session.add(kept)
        session.flush()
    return kept


def _notice(practice: Practice, words: Notice) -> ConsentNotice:
    document, version = practice.document, practice.version.label
    return ConsentNotice(
        practice_id=practice.id,
        version=version,
        language=words.language,
        title=words.title,
        text=words.text,
        digest=words.digest,
        system=document.system,
        purposes=[purpose.id for purpose in notices.purposes(document)],
        stops=words.stops,
        processing=processing(
            document,
            version=version,
            language=words.language,
            name=settings().organisation,
            address=settings().organisation_address,
        ),
        made_at=clock.now(),
    )


def _ask(session: Session, person: Person, practice: Practice, words: Notice) -> ConsentRecord:
    """Who answers before the worker asked her is asked now; only one of two answers asks."""
    _wait_turn(session)
    asked = select(ConsentRecord).where(
        ConsentRecord.person_id == person.id, ConsentRecord.practice_id == practice.id
    )
    record = session.exec(asked).one_or_none()
    if record is None:
        ask(session, practice, [(person, words)])
        record = session.exec(asked).one()
    return record
