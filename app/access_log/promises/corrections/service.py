"""Reading again what a change of the register concerns; what was shown is never rewritten.

A second reader of the log beside the checker, with a position of its own in each recheck:
many short steps, so that nobody waits for it. It ends where the checker has got to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.access_log.following.queries import Opening
from app.access_log.promises import queries as promises
from app.access_log.promises import service as promise_service
from app.access_log.promises.corrections import queries, rules
from app.access_log.promises.models import (
    PromiseCorrection,
    PromiseFinding,
    PromiseMatter,
    PromiseRecheck,
)
from app.access_log.promises.rules import Held
from app.access_log.promises.service import Found
from app.core import clock
from app.core.db import dialects
from app.register import queries as register

NAME = "promise corrections"


@dataclass(frozen=True)
class Noticed:
    """Publications nobody has taken care of; ``position``: where to read again from, if at all."""

    publications: Sequence[UUID]
    position: int | None
    corrected_at: datetime


@dataclass(frozen=True)
class Rechecked:
    """Entries that were read again from ``before`` to ``after``, and what differs now."""

    recheck: UUID
    before: int
    after: int
    entries: int
    revision: UUID | None
    corrected_at: datetime
    gone: Sequence[Held]
    new: Sequence[Found]


Step = Noticed | Rechecked


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how much was dealt with."""
    step = read(session, limit)
    return write(session, step) if step else 0


def read(session: Session, limit: int) -> Step | None:
    """Notice what was published, or read on in a recheck; None if there is nothing to do."""
    recheck = queries.current(session)
    return _notice(session) if recheck is None else _again(session, recheck, limit)


def write(session: Session, step: Step) -> int:
    """Write down one step, unless another worker was faster; how much was dealt with."""
    return _take_in(session, step) if isinstance(step, Noticed) else _compare(session, step)


def _notice(session: Session) -> Noticed | None:
    """What was published before the first entry was checked, every check has known."""
    published = queries.unsettled(session)
    if not published:
        return None
    zone = register.zone(register.histories(session))
    late = rules.for_the_past(published, zone) if promises.position(session) else []
    position = None
    if late:
        since = min(each.holds_from for each in late) - timedelta(days=1)
        position = queries.first_recorded_in(session, since.year * 100 + since.month)
    corrected_at = max(each.said_at for each in late or published)
    return Noticed([each.id for each in published], position, corrected_at)


def _take_in(session: Session, noticed: Noticed) -> int:
    """All of them or none: what another worker left is noticed anew, with where to read from."""
    dialects.serialise(session, NAME)
    if queries.is_any_settled(session, noticed.publications):
        return 0
    session.add_all(PromiseCorrection(id=publication) for publication in noticed.publications)
    if noticed.position is not None:
        session.add(PromiseRecheck(position=noticed.position, corrected_at=noticed.corrected_at))
    session.flush()
    return len(noticed.publications)


def _again(session: Session, recheck: PromiseRecheck, limit: int) -> Rechecked:
    until = promises.position(session)
    stretch = Opening().stretch(session, recheck.position, limit, until=until)
    opened = stretch.opened if stretch else ()
    held = promises.held(session, [row.seq for row in opened if row.body is not None])
    found = promise_service.check(session, stretch) if stretch else []
    gone, new = rules.compared(held, found)
    return Rechecked(
        recheck.id,
        recheck.position,
        stretch.after if stretch else recheck.position,
        len(opened),
        register.revision(session),
        recheck.corrected_at,
        gone,
        new,
    )


def _compare(session: Session, step: Rechecked) -> int:
    if register.revision(session) != step.revision:
        return 0
    done = clock.now() if step.after == step.before else None
    moved = session.exec(
        update(PromiseRecheck)
        .where(
            col(PromiseRecheck.id) == step.recheck,
            col(PromiseRecheck.position) == step.before,
            col(PromiseRecheck.done_at).is_(None),
        )
        .values(position=step.after, done_at=done)
    )
    if moved.rowcount != 1:
        return 0
    _lift(session, step)
    promise_service.add(session, step.new, rechecked=True)
    return max(step.entries, 1)


def _lift(session: Session, step: Rechecked) -> None:
    """Say of what no longer holds when the register was corrected; it stays on record."""
    for matter_id, those in groupby(sorted(step.gone, key=_matter), key=_matter):
        for finding in (each.id for each in those):
            lifted = session.exec(
                update(PromiseFinding)
                .where(col(PromiseFinding.id) == finding, col(PromiseFinding.lifted_at).is_(None))
                .values(lifted_at=step.corrected_at)
            ).rowcount
            fewer = {"findings": PromiseMatter.findings - lifted}
            session.exec(
                update(PromiseMatter).where(col(PromiseMatter.id) == matter_id).values(**fewer)
            )


def _matter(finding: Held) -> UUID:
    return finding.matter_id
