"""What was deleted, and what is to be."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.access_log.erasing import rules
from app.access_log.erasing.models import AskedErasure
from app.access_log.erasing.rules import Erasure
from app.access_log.keys import queries as keys
from app.access_log.leaves.rules import NOTICE, public_leaf
from app.access_log.models import LOG_SUBJECT, SEALED_SUBJECT, Entry, Notice
from app.access_log.proofs.deletions import over
from app.core import clock
from app.core.db import dialects
from app.core.db.session import fetch

AT_ONCE = 400  # values in one IN (…)
A_DAY = timedelta(days=1)  # what was begun is gone on with daily
KEPT_APART = (LOG_SUBJECT, SEALED_SUBJECT)  # about nobody, or not to be told yet


def erasures(session: Session, after: int = -1) -> list[Erasure]:
    """The notices of deletions that stand behind a number, in order, as they are written."""
    there = select(Notice).where(col(Notice.kind) == NOTICE, col(Notice.seq) > after)
    rows = session.exec(there.order_by(col(Notice.seq)))
    return [each for row in rows if (each := rules.parsed(row.seq, bytes(row.statement)))]


def signed(session: Session, after: int) -> list[Erasure]:
    """Those of them whose leaf stands in the log, at their number: no others count."""
    dialects.set_local(session, "daylight.reader", "log")
    asked = (
        select(Notice.seq, Notice.statement, Entry.leaf)
        .join(Entry, col(Entry.seq) == col(Notice.seq))
        .where(col(Notice.kind) == NOTICE, col(Notice.seq) > after)
        .order_by(col(Notice.seq))
    )
    found = [
        rules.parsed(seq, bytes(said))
        for seq, said, leaf in fetch(session, asked)
        if bytes(leaf) == public_leaf(NOTICE, bytes(said))
    ]
    return [each for each in found if each is not None]


def of_entries(session: Session, numbers: Collection[int]) -> dict[int, Erasure]:
    """By which notice each of these entries was deleted; those that none names are left out."""
    found: dict[int, Erasure] = {}
    if not numbers:
        return found
    for erasure in erasures(session, after=min(numbers)):
        for number in numbers:
            if number not in found and number < erasure.notice and erasure.covers(number):
                found[number] = erasure
    return found


def of_person(session: Session, person_id: UUID, end: int) -> list[Erasure]:
    """The notices that name entries about a person before ``end``, in order."""
    dialects.set_local(session, "daylight.subject", person_id.hex)
    emptied = select(Entry.seq).where(
        Entry.subject == person_id, col(Entry.sealed).is_(None), col(Entry.seq) < end
    )
    numbers = [seq for (seq,) in fetch(session, emptied)]
    found = of_entries(session, numbers).values()
    return sorted({each.notice: each for each in found}.values())


def text(session: Session, erasure: Erasure) -> bytes:
    """A notice as everybody may read it; empty if it is gone."""
    said = session.exec(select(Notice.statement).where(col(Notice.seq) == erasure.notice)).first()
    return bytes(said or b"")


def newest(session: Session) -> int:
    """The number of the newest notice; -1 if there is none."""
    last = select(func.max(Notice.seq)).where(col(Notice.kind) == NOTICE)
    found = session.exec(last).one()
    return -1 if found is None else found


def pending(session: Session) -> Sequence[AskedErasure]:
    """What was decided and is not carried out yet."""
    waits = select(AskedErasure).where(col(AskedErasure.done_at).is_(None))
    return session.exec(waits.order_by(col(AskedErasure.id))).all()


def going(session: Session) -> set[bytes]:
    """Of whom a deletion was begun within a day and has not ended: their keys may be gone."""
    now = clock.now()
    return {
        each.person_id.bytes
        for each in pending(session)
        if each.begun_at is not None and now - A_DAY < each.begun_at <= now + rules.APART
    }


def asked(session: Session) -> dict[bytes, datetime]:
    """Who ever asked that what is about them be deleted, and when they first did."""
    first = select(AskedErasure.person_id, func.min(AskedErasure.asked_at))
    rows = fetch(session, first.group_by(col(AskedErasure.person_id)))
    return {person.bytes: at for person, at in rows}


def sealed_of(session: Session, people: Collection[UUID], limit: int) -> list[int]:
    """The first entries about these people that still say something."""
    dialects.set_local(session, "daylight.reader", "log")
    theirs = (
        select(Entry.seq)
        .where(
            col(Entry.subject).in_(people),
            col(Entry.event).is_not(None),
            col(Entry.sealed).is_not(None),
        )
        .order_by(col(Entry.seq))
        .limit(limit)
    )
    return [seq for (seq,) in fetch(session, theirs)]


def sealed_between(
    session: Session, month: int, first: int, end: int, but: Collection[UUID]
) -> list[tuple[int, UUID]]:
    """Entries of a month between two numbers that still say something, and whom they are about."""
    dialects.set_local(session, "daylight.reader", "log")
    theirs = select(Entry.seq, Entry.subject).where(
        col(Entry.seq) >= first,
        col(Entry.seq) < end,
        col(Entry.month) == month,
        col(Entry.event).is_not(None),
        col(Entry.sealed).is_not(None),
        col(Entry.subject).not_in({*KEPT_APART, *but}),
    )
    return [(seq, subject) for seq, subject in fetch(session, theirs)]


def stretch(session: Session, month: int, people: Iterable[UUID]) -> range:
    """From the first to the last entry of a month about these people."""
    dialects.set_local(session, "daylight.reader", "log")
    wanted, ends = list(people), list[int]()
    for at in range(0, len(wanted), AT_ONCE):
        some = col(Entry.subject).in_(wanted[at : at + AT_ONCE])
        asked = select(func.min(Entry.seq), func.max(Entry.seq))
        row = fetch(session, asked.where(some, col(Entry.month) == month)).one()
        ends += [seq for seq in row if seq is not None]
    return range(min(ends), max(ends) + 1) if ends else range(0)


def say_nothing(session: Session, month: int, people: Iterable[UUID]) -> set[UUID]:
    """Those of these people about whom no entry of a month says anything any more."""
    dialects.set_local(session, "daylight.reader", "log")
    wanted, left = list(people), set[UUID]()
    for at in range(0, len(wanted), AT_ONCE):
        some = col(Entry.subject).in_(wanted[at : at + AT_ONCE])
        asked = select(Entry.subject).where(
            some, col(Entry.month) == month, col(Entry.sealed).is_not(None)
        )
        left |= {subject for (subject,) in fetch(session, asked.distinct())}
    return set(wanted) - left


def returned(session: Session, before: int) -> dict[int, set[UUID]]:
    """By month before one, of whom there are keys though all they opened was deleted.

    They come back with a backup. In a month that is not over, one may be new.
    """
    done = select(AskedErasure.person_id).where(col(AskedErasure.done_at).is_not(None))
    people = [person.bytes for person in session.exec(done.distinct())]
    found: dict[int, set[UUID]] = {}
    for month, subject in keys.of(people, before):
        found.setdefault(month, set()).add(UUID(bytes=subject))
    return {month: say_nothing(session, month, theirs) for month, theirs in found.items()}


def due(now: datetime, months: int, but: Collection[UUID]) -> dict[int, set[UUID]]:
    """By month, the oldest first, of whom there are still keys whose time is over."""
    spared = {*KEPT_APART, *but}
    found: dict[int, set[UUID]] = {}
    for month, subject in keys.until(over(now, months)):
        if (person := UUID(bytes=subject)) not in spared:
            found.setdefault(month, set()).add(person)
    return found
