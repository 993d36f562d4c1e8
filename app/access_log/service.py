"""Adding to the access log. There is no other verb here: the log only grows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.access_log.appending import service as appending
from app.access_log.appending import statements, together
from app.access_log.appending.rules import Rows
from app.access_log.errors import LogUnavailableError, taken
from app.access_log.leaves.rules import CONCERNS, STATEMENT, canonical, public_leaf
from app.access_log.models import LOG_SUBJECT, Follower, Notice
from app.access_log.rules import NewEvent, Receipt, Retention, month_of
from app.core import clock
from app.core.db import dialects
from app.core.db.session import reading, when_asked


def append(events: Sequence[NewEvent]) -> Receipt:
    """Append events, all or nothing, in a transaction of their own; durable on return.

    What waits in this process at the same time shares the transaction. A repeated event adds
    nothing. Not to be called while the caller holds a writing transaction: see ``append_in``.

    Raises UnknownPeopleError, ChangedEventError (a known id with other content),
    LogUnavailableError and KeysUnavailableError.
    """
    try:
        with when_asked(reading) as ask:
            batch = appending.preparer().batch(ask, events)
    except (SQLAlchemyError, statements.driver_error()) as away:
        raise LogUnavailableError from away
    receipt = together.group().append(batch)
    taken()
    return receipt


def append_in(session: Session, events: Sequence[NewEvent]) -> Receipt:
    """Append events in the caller's writing transaction: committed with it, or not at all.

    The head of the log stays locked until then, so keep it short. Raises as ``append``.
    """
    try:
        return appending.add(session, appending.preparer().batch(lambda: session, events))
    except (SQLAlchemyError, statements.driver_error()) as away:
        raise LogUnavailableError from away


def append_notice(session: Session, statement: Mapping[str, Any]) -> int:
    """Append a public statement (kind 03: keys, policy, command line); gives its index.

    No statement may hold personal data: everybody may read it, and it is never erased.
    """
    now = clock.now()
    said = canonical({"recorded_at": now, **statement})
    seq = append_public(session, STATEMENT, said)
    session.add(Notice(seq=seq, kind=STATEMENT, statement=said, recorded_at=now))
    session.flush()
    return seq


def append_concerns(session: Session, commitments: Sequence[str]) -> int:
    """Append that a batch of concerns was handed over (kind 05); gives its index.

    Public is what each word that came is bound to, and nothing of it.
    """
    now = clock.now()
    said = canonical({"recorded_at": now, "commitments": list(commitments)})
    seq = append_public(session, CONCERNS, said)
    session.add(Notice(seq=seq, kind=CONCERNS, statement=said, recorded_at=now))
    session.flush()
    return seq


def advance(session: Session, follower: str, *, before: int, after: int) -> bool:
    """Move a follower of the log on, unless it has been moved since it was read as ``before``.

    Who is refused has read what another worker read too, and must write nothing of it.
    """
    if before == 0:
        dialects.insert_if_new(session, Follower, name=follower, position=0)
    moved = session.exec(
        update(Follower)
        .where(col(Follower.name) == follower, col(Follower.position) == before)
        .values(position=after)
    )
    return bool(moved.rowcount == 1)


def append_public(session: Session, kind: int, statement: bytes) -> int:
    """Append the leaf of canonical bytes everybody may read; gives its index."""
    return append_of_log(session, public_leaf(kind, statement), b"")


def append_of_log(session: Session, leaf: bytes, sealed: bytes) -> int:
    """Append one leaf of the log about itself; gives its index. Raises LogUnavailableError."""
    rows = Rows(
        of_event=[-1],
        subject=[LOG_SUBJECT.bytes],
        leaf=[leaf],
        month=[month_of(clock.now())],
        retention=[Retention.ORDINARY],
        sealed=[sealed],
    )
    preparer = appending.preparer()
    for _attempt in range(appending.ATTEMPTS):
        try:
            return statements.insert(session.connection(), rows, preparer.epoch(lambda: session))
        except statements.EpochPassedError:
            preparer.forget()
        except (SQLAlchemyError, statements.driver_error()) as away:
            raise LogUnavailableError from away
    raise LogUnavailableError
