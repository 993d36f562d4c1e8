"""A log of some three hundred entries, sealed, and somebody who may do anything to it."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.checking import service as checking
from app.access_log.checking.rules import Verdict
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.completeness import service as completeness
from app.core import clock
from app.core.crypto.checkpoints import Checkpoint
from app.core.db.session import reading, writing
from app.identity.sources import service as sources
from tests.support.cast import Cast
from tests.support.make import an_access

EVENTS = 100


@pytest.fixture
def sealed_log(session: Session, cast: Cast) -> Iterator[int]:
    """How many entries there are: accesses to three people, a statement and a heartbeat."""
    session.commit()
    yield fill(EVENTS)


def fill(events: int) -> int:
    """Append so many accesses, a statement and a heartbeat, and sign them; the log's size."""
    log.append([an_access("E1001", "E1002", "E1003") for _each in range(events)])
    with writing() as other:
        log.append_notice(other, {"act": "something"})
        source, _key = sources.add(other, "hr", system="hr-core", every=None)
        completeness.take_heartbeat(other, source.id, covers_until=clock.now(), events_sent=EVENTS)
    seal()
    with reading() as other:
        newest = checkpoints.newest(other)
    assert newest is not None
    return newest.size


def seal() -> None:
    """Sign whatever came since."""
    signing.publish()


def verdict(*old: Checkpoint) -> Verdict:
    return checking.verify(old)
