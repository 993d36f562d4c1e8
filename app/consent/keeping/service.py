"""What the worker does to answers. Each step takes a bounded number and comes back for more."""

from sqlmodel import Session

from app.consent import queries, rules
from app.consent import service as consent
from app.consent.keeping import queries as keeping
from app.consent.models import ConsentNotice, ConsentRecord, State
from app.consent.notices import rules as notices
from app.core import clock
from app.core.db import dialects
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import why_it_applies

AT_ONCE = 2_000


def ask_people(session: Session) -> None:
    """Ask everybody a choice applies to who was never asked, each in the language she reads.

    Whose language has no words is not asked. Nobody is mailed: a question is no news.
    """
    dialects.serialise(session, "consent: asking")
    for practice in queries.offered(session):
        consent.ask(session, practice, _to_ask(session, practice))


def follow_register(session: Session) -> None:
    """Changed words set an answer back to requested (CON-5); a retired choice ends it."""
    in_force = register.in_force(session, clock.now())
    for notice in keeping.notices_answered(session):
        practice = in_force.practice(notice.practice_id)
        if practice is None or not queries.is_choice(practice):
            _retire(session, notice)
        elif _differs(practice, notice):
            _ask_again(session, practice, notice)
        else:
            _offer_again(session, practice, notice)


def keep_time(session: Session) -> None:
    """End each yes whose year is over; say so 30 days before."""
    now = clock.now()
    for record, person in keeping.ending_by(session, now, AT_ONCE):
        _move(session, record, State.EXPIRED, person, Kind.CHOICE_ENDED)
    soon = now + rules.REMINDED_BEFORE
    for record, person in keeping.ending_by(session, soon, AT_ONCE, after=now):
        _tell(session, record, person, Kind.CHOICE_ENDING)


def _to_ask(session: Session, practice: Practice) -> list[tuple[Person, notices.Notice]]:
    found = []
    for person, language in keeping.never_asked(session, practice.id):
        words = notices.notice(practice.document, language)
        if words is not None and why_it_applies(practice.document.scope, person):
            found.append((person, words))
        if len(found) == AT_ONCE:
            break
    return found


def _differs(practice: Practice, notice: ConsentNotice) -> bool:
    words = notices.notice(practice.document, notice.language)
    return words is None or words.digest != notice.digest


def _ask_again(session: Session, practice: Practice, notice: ConsentNotice) -> None:
    """In the new words, or in the old ones where the new have no translation yet."""
    words = notices.notice(practice.document, notice.language)
    shown = consent.keep_notice(session, practice, words) if words else notice
    for record, person in keeping.resting_on(session, notice, keeping.ANSWERED, AT_ONCE):
        consent.move(session, record, State.REQUESTED, shown, person, by_person=False)
        _tell(session, record, person, Kind.CHOICE_CHANGED)


def _retire(session: Session, notice: ConsentNotice) -> None:
    for record, person in keeping.resting_on(session, notice, keeping.ANSWERED, AT_ONCE):
        _move(session, record, State.REVOKED, person, Kind.CHOICE_ENDED)


def _offer_again(session: Session, practice: Practice, notice: ConsentNotice) -> None:
    """A choice that was retired and is offered again asks anew."""
    retired = keeping.resting_on(session, notice, frozenset({State.REVOKED}), AT_ONCE)
    for record, person in retired:
        if practice.in_use:
            consent.move(session, record, State.REQUESTED, notice, person, by_person=False)


def _move(session: Session, record: ConsentRecord, to: State, person: Person, kind: Kind) -> None:
    notice = session.get(ConsentNotice, record.notice_id)
    assert notice is not None
    consent.move(session, record, to, notice, person, by_person=False)
    _tell(session, record, person, kind)


def _tell(session: Session, record: ConsentRecord, person: Person, kind: Kind) -> None:
    about = f"{record.practice_id}@{record.number}"
    notifications.tell(session, [person.id], kind, about=about, choice=record.practice_id)
