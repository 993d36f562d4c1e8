"""The check that runs by itself, again and again."""

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log.checking import queries, service
from app.access_log.checking.rules import Verdict, pause
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import LogDisagreesError
from app.core import clock
from app.core.db import dialects
from app.core.db.session import reading, writing


def check() -> int:
    """Check the log if that is due; how many checks were made.

    What can be sealed is sealed first: an entry that cannot be is found here too.
    """
    began_at = clock.now()
    with reading() as session:
        last = queries.last_check(session)
    if last is not None and began_at < last.ended_at + pause(last.ended_at - last.began_at):
        return 0
    verdict = _verdict()
    with writing() as session:
        service.record(session, verdict, began_at)
    return 1


def _verdict() -> Verdict:
    try:
        signing.publish()
        with reading() as session:
            return service.verify(session)
    except LogDisagreesError as disagrees:
        with reading() as session:
            sealed = _sealed(session)
        return Verdict(sealed, sealed, disagrees.why)
    except DBAPIError as failed:
        if failed.connection_invalidated or dialects.is_away(failed):
            raise
        return Verdict(0, 0, "the log cannot be read")


def _sealed(session: Session) -> int:
    newest = checkpoints.newest(session)
    return newest.size if newest else 0
