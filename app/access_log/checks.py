"""What ``/readyz`` asks of the log: could it take an entry now, and were batches refused?"""

import time
from datetime import timedelta
from functools import lru_cache
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from app.access_log import service
from app.access_log.completeness import queries as completeness
from app.access_log.errors import StoppedError
from app.core import clock
from app.core.db.session import reading, writing
from app.core.errors import PortalError
from app.core.health import Check, Finding

RECENTLY = timedelta(hours=24)
BELIEVED = 4.0  # seconds; longer than one, which is as old as what a trial found may be


class _TriedOnlyError(Exception):
    """Ends the trial's transaction: nothing of it stays."""


def _log() -> Finding:
    return _found(int(time.monotonic()))


@lru_cache(maxsize=1)
def _found(_second: int) -> Finding:
    """At most one trial a second: whoever asks more often must not hold up the log."""
    try:
        _append_and_take_back()
    except _TriedOnlyError:
        return Finding(ok=True, words="well")
    except (PortalError, SQLAlchemyError):
        words = "The access log cannot be written, so officers are shown nothing."
        return Finding(ok=False, words=words, ready=False)


def takes_entries() -> bool:
    """Whether the log takes entries, as far as this process knows.

    Once it did not, that is believed until it has taken one, or for a while: a trial alone can
    be wrong, since it is taken back before it is written to a disk that may be full.
    """
    if StoppedError.last <= _well_since[0]:
        return True
    now = time.monotonic()
    if now - StoppedError.last < BELIEVED or not _found(int(now)).ok:
        return False
    _well_since[0] = now
    return True


_well_since = [float("-inf")]


def _append_and_take_back() -> NoReturn:
    with writing(hurried=True) as session:
        service.append_notice(session, {"act": "trial"})
        raise _TriedOnlyError


def _sources() -> Finding:
    with reading() as session:
        refused = completeness.refused_since(session, clock.now() - RECENTLY)
    if refused:
        words = (
            f"Batches of accesses refused in the last day: {refused}. The answer to each named the "
            "line and the field: mend them at the source and send the batch again."
        )
        return Finding(ok=False, words=words)
    return Finding(ok=True, words="no batch was refused in the last day")


LOG = Check("log", _log)
SOURCES = Check("sources", _sources)
