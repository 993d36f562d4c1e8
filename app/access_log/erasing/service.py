"""Deleting what entries say: their keys and what is sealed go, and a notice says so.

The notice and the emptying are one transaction, so an entry is never emptied without. The keys
lie in another database. Those of a month that is over go after it: whoever is stopped in between
finds them again and ends it. Those of somebody who asked go in the midst of it, with the head of
the log held, as more may be written down of her at any time: ``AskedErasure`` is open until all is
gone, and whatever is left is emptied by whoever comes next.
"""

from collections.abc import Callable, Collection, Iterator
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log import service as log_service
from app.access_log.erasing import queries, rules, statements
from app.access_log.erasing.models import AskedErasure
from app.access_log.erasing.rules import Rule
from app.access_log.keys import service as keys
from app.access_log.leaves.rules import NOTICE, canonical
from app.access_log.models import Notice
from app.access_log.rules import month_of
from app.core import clock
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, keys_engine, reading, writing
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.core.logs import log

AT_ONCE = 2_000  # entries in one transaction, which holds the head of the log
Held = Callable[[Session], Collection[UUID]]


class HeldMeanwhileError(ConflictError):
    """Somebody asked for a copy while what is about her was being deleted: it stays."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has just asked for a copy. Nothing was deleted."))


def ask(session: Session, person_id: UUID, reference: str) -> None:
    """Have everything deleted that the log says of somebody; once for each request."""
    dialects.insert_if_new(
        session,
        AskedErasure,
        person_id=person_id,
        reference=reference,
        asked_at=clock.now(),
    )


def steps(held: Held) -> Iterator[int]:
    """Delete what is due, a portion at each step: how many entries went with it.

    ``held`` names whose data stays (LAW SAR-11). It may be stopped at any point, and is then
    begun anew. Raises HeldMeanwhileError.
    """
    while emptied := _erase_asked(held):
        yield emptied
    with reading() as session:
        now = clock.now()
        due = queries.due(now, settings().log_retention, held(session))
        # somebody may still be about to append what she prepared before midnight
        returned = queries.returned(session, month_of(now - queries.A_DAY))
    for month, people in returned.items():
        keys.delete_of({person.bytes for person in people}, month)
    for month, people in due.items():
        yield from _erase_month(month, people, held)
    _leave_nothing()


def _erase_asked(held: Held) -> int:
    """Empty some of what is about those who asked; with the last of it their keys go."""
    with writing() as session:
        begun = _asked(session, held)
        for each in begun:
            each.begun_at = clock.now()
    if not begun:
        return 0
    with writing() as session:
        statements.lock(session)  # from here on nobody else does the same, nor adds an entry
        asked = _asked(session, held)
        people = {each.person_id for each in asked}
        numbers = queries.sealed_of(session, people, AT_ONCE)
        _empty(session, numbers, Rule.REQUEST)
        _check_held(session, held, people)
        if len(numbers) < AT_ONCE:
            for each in asked:
                each.done_at = clock.now()
            session.flush()
            keys.delete_of({person.bytes for person in people})
            statements.lock(session)  # what this process prepared in between is void as well
    return len(numbers)


def _asked(session: Session, held: Held) -> list[AskedErasure]:
    spared = set(held(session))
    return [each for each in queries.pending(session) if each.person_id not in spared]


def _erase_month(month: int, people: set[UUID], held: Held) -> Iterator[int]:
    """Empty a month that is over, one stretch of the log behind the other; then its keys go."""
    with reading() as session:
        whole = queries.stretch(session, month, people)
    for first in range(whole.start, whole.stop, AT_ONCE):
        end = first + AT_ONCE
        with reading() as session:
            if not queries.sealed_between(session, month, first, end, held(session)):
                continue
        with writing() as session:
            statements.lock(session)  # from here on nobody else does the same
            rows = queries.sealed_between(session, month, first, end, held(session))
            _empty(session, [seq for seq, _subject in rows], Rule.RETENTION)
            _check_held(session, held, {subject for _seq, subject in rows})
        yield len(rows)
    with reading() as session:
        gone = queries.say_nothing(session, month, people)
    keys.delete_of({person.bytes for person in gone}, month)


def _empty(session: Session, numbers: list[int], rule: Rule) -> None:
    """Empty these entries, and say in the log which they were and why."""
    if not numbers:
        return
    statements.empty(session, numbers)
    at = clock.now()
    months = settings().log_retention if rule is Rule.RETENTION else None
    said = canonical(rules.statement(numbers, rule, months, at))
    seq = log_service.append_public(session, NOTICE, said)
    session.add(Notice(seq=seq, kind=NOTICE, statement=said, recorded_at=at))
    session.flush()


def _check_held(session: Session, held: Held, people: Collection[UUID]) -> None:
    if not set(people).isdisjoint(held(session)):
        raise HeldMeanwhileError


def _leave_nothing() -> None:
    """What was deleted is in no journal and no dead row either, as far as can be done today.

    It is deleted all the same: what fails here is left to tomorrow, and to the server's own round.
    """
    for where, tables in ((keys_engine(), ("subject_key",)), (engine(), ("entry", "event"))):
        try:
            dialects.scrub(where, *tables)
        except (SQLAlchemyError, where.dialect.loaded_dbapi.Error) as failed:
            log.warning("traces not cleared away", tables=tables, kind=type(failed).__name__)
