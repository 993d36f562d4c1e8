"""What the worker does to answers. Each step takes a bounded number and comes back for more."""

from collections.abc import Callable, Iterator
from functools import partial

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

AT_ONCE = 2_000
MOVED_AT_ONCE = 100  # of all choices: whoever answers meanwhile waits until these are committed
Step = Callable[[Session, int], int]  # moves so many at most; how many it moved


def ask_people(session: Session) -> None:
    """Ask everybody a choice applies to who was never asked, each in the language she reads.

    Whose language has no words is not asked. Nobody is mailed: a question is no news.
    """
    dialects.serialise(session, "consent: asking")
    for practice in queries.offered(session):
        consent.ask(session, practice, _to_ask(session, practice))


def follow_register(session: Session) -> bool:
    """A material change sets an answer back to requested (CON-5); a retired choice ends it.

    So does leaving: whoever moved or left has no yes to what does not apply to her any more.
    Whether it moved as many as it may, so that some can be left.
    """
    left = MOVED_AT_ONCE
    for step in _steps(session):
        left -= step(session, left)
        if not left:
            return True
    return False


def _steps(session: Session) -> Iterator[Step]:
    in_force = register.in_force(session, clock.now())
    for practice in in_force.practices:
        if queries.is_choice(practice):
            yield partial(_let_go, practice=practice)
    for notice in keeping.notices_answered(session):
        known = in_force.practice(notice.practice_id)
        if known is None or not queries.is_choice(known):
            yield partial(_retire, notice=notice)
            continue
        if queries.has_changed(known, notice):
            yield partial(_ask_again, practice=known, notice=notice)
        yield partial(_offer_again, practice=known, notice=notice)


def keep_time(session: Session) -> bool:
    """End each yes whose year is over; say so 30 days before. Whether some can be left to end."""
    now = clock.now()
    over = keeping.ending_by(session, now, MOVED_AT_ONCE)
    for record, person in over:
        _move(session, record, State.EXPIRED, person, Kind.CHOICE_ENDED)
    soon = now + rules.REMINDED_BEFORE
    for record, person in keeping.ending_by(session, soon, AT_ONCE, after=now):
        _tell(session, record, person, Kind.CHOICE_ENDING)
    return len(over) == MOVED_AT_ONCE


def _to_ask(session: Session, practice: Practice) -> list[tuple[Person, notices.Notice]]:
    found = []
    for person, language in keeping.never_asked(session, practice.id):
        words = notices.notice(practice.document, language)
        if words is not None and queries.applies(practice, person):
            found.append((person, words))
        if len(found) == AT_ONCE:
            break
    return found


def _ask_again(session: Session, most: int, practice: Practice, notice: ConsentNotice) -> int:
    shown = _shown(session, practice, notice)
    found = keeping.resting_on(session, notice, keeping.ANSWERED, most)
    for record, person in found:
        consent.move(session, record, State.REQUESTED, shown, person, by_person=False)
        _tell(session, record, person, Kind.CHOICE_CHANGED)
    return len(found)


def _shown(session: Session, practice: Practice, notice: ConsentNotice) -> ConsentNotice:
    """The new words, or the old ones where the new have no translation yet."""
    words = notices.notice(practice.document, notice.language)
    return consent.keep_notice(session, practice, words) if words else notice


def _let_go(session: Session, most: int, practice: Practice) -> int:
    """End each yes of people whose choice it is no longer."""
    found = keeping.yes_of_others(session, practice.id, practice.document.scope, AT_ONCE)
    gone = [each for each in found if not queries.applies(practice, each[1])][:most]
    for record, person in gone:
        _move(session, record, State.REVOKED, person, Kind.CHOICE_ENDED)
    return len(gone)


def _retire(session: Session, most: int, notice: ConsentNotice) -> int:
    found = keeping.resting_on(session, notice, keeping.ANSWERED, most)
    for record, person in found:
        _move(session, record, State.REVOKED, person, Kind.CHOICE_ENDED)
    return len(found)


def _offer_again(session: Session, most: int, practice: Practice, notice: ConsentNotice) -> int:
    """A choice that is offered again, or to somebody again, asks anew."""
    revoked = keeping.revoked(session, notice)
    back = [each for each in revoked if queries.applies(practice, each[1])][:most]
    for record, person in back:
        shown = _shown(session, practice, notice)
        consent.move(session, record, State.REQUESTED, shown, person, by_person=False)
    return len(back)


def _move(session: Session, record: ConsentRecord, to: State, person: Person, kind: Kind) -> None:
    notice = session.get(ConsentNotice, record.notice_id)
    assert notice is not None
    consent.move(session, record, to, notice, person, by_person=False)
    _tell(session, record, person, kind)


def _tell(session: Session, record: ConsentRecord, person: Person, kind: Kind) -> None:
    if not person.active:
        return
    about = f"{record.practice_id}@{record.number}"
    notifications.tell(session, [person.id], kind, about=about, choice=record.practice_id)
