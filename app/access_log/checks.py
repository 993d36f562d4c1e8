"""What ``/readyz`` asks of the log: whether it could take an entry at this moment."""

import time
from functools import lru_cache
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from app.access_log import service
from app.core.db.session import writing
from app.core.errors import PortalError
from app.core.health import Check, Finding


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


def _append_and_take_back() -> NoReturn:
    with writing() as session:
        service.append_notice(session, {"act": "trial"})
        raise _TriedOnlyError


LOG = Check("log", _log)
