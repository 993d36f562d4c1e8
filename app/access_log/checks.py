"""What ``/readyz`` asks of the log: could it take an entry now, and were batches refused?"""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from app.access_log import portal, service
from app.access_log.checking import queries as checking
from app.access_log.checking.rules import Standing
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import AnotherKeyError, AnotherOriginError
from app.access_log.completeness import queries as completeness
from app.access_log.errors import (
    AnotherSecretError,
    LogUnavailableError,
    SpoiltKeyError,
    StoppedError,
    on_trial,
    stopped,
)
from app.access_log.following import queries as following
from app.access_log.keys import service as keys
from app.access_log.rules import ACCESS_RECORD, Act
from app.core import clock
from app.core.db import dialects
from app.core.db.session import engine, reading, writing
from app.core.errors import PortalError
from app.core.health import Check, Finding
from app.identity.people import queries as people

RECENTLY = timedelta(hours=24)
BEHIND = timedelta(minutes=10)
BUSY_FOR = 30.0  # seconds in which every trial may find others at the log, and it is still well
BELIEVED = 4.0  # seconds; longer than one, which is as old as what a trial found may be
OWNER = "daylight_log_owner"
TRIAL = Act("trial", (ACCESS_RECORD,))


class _TriedOnlyError(Exception):
    """Ends the trial's transaction: nothing of it stays."""


def _log() -> Finding:
    return _found(int(time.monotonic())).finding


@dataclass(frozen=True)
class _Trial:
    """What a trial found. Not ``certain``: others held the log, so the last finding still holds."""

    finding: Finding
    certain: bool = True


_WELL = _Trial(Finding(ok=True, words="well"))
_STOPPED = _Trial(
    Finding(
        ok=False,
        words="The access log cannot be written, so officers are shown nothing.",
        ready=False,
    )
)
_ANOTHER_SECRET = Finding(
    ok=False,
    words="SECRET_FILE is another secret than the log's keys were made with. Put that one back.",
    ready=False,
)


@lru_cache(maxsize=1)
def _found(_second: int) -> _Trial:
    """At most one trial a second: whoever asks more often must not hold up the log."""
    try:
        with on_trial():
            _append_and_take_back()
    except _TriedOnlyError:
        found = _WELL
    except (PortalError, SQLAlchemyError) as failed:
        known = _known()
        if _is_busy(failed) and time.monotonic() - known.at < BUSY_FOR:
            return replace(known.trial, certain=False)
        stopped()
        found = _Trial(_ANOTHER_SECRET) if isinstance(failed, AnotherSecretError) else _STOPPED
    _known().at, _known().trial = time.monotonic(), found
    return found


@dataclass
class _Known:
    """What this process last knew for certain, and when by its monotonic clock."""

    trial: _Trial
    at: float


@lru_cache
def _known() -> _Known:
    """It begins with: well, a moment ago."""
    return _Known(_WELL, time.monotonic())


def _is_busy(failed: BaseException) -> bool:
    """Whether the trial only waited for the head of the log too long, behind those who append."""
    causes = failed, failed.__cause__
    return any(dialects.is_busy(getattr(cause, "orig", cause)) for cause in causes)


def takes_entries() -> bool:
    """Whether the log takes entries, as far as this process knows.

    Once it did not, that is believed until it has taken one, or until a trial finds it well
    again: not at once, since what a trial found may be older than the fault.
    """
    if StoppedError.last <= _well_since[0]:
        return True
    now = time.monotonic()
    if now - StoppedError.last < BELIEVED:
        return False
    trial = _found(int(now))
    if not trial.certain or not trial.finding.ok:
        return False
    _well_since[0] = now
    return True


_well_since = [float("-inf")]


def _append_and_take_back() -> NoReturn:
    """Append what a look would: a person's entry, sealed with her key; then end without it."""
    with writing(hurried=True) as session:
        somebody = people.anybody(session)
        try:
            if somebody is not None:
                portal.record_in(session, somebody, [somebody], TRIAL)
        except SpoiltKeyError:  # hers alone: others can be written about, as ``KEYS`` says
            somebody = None
        if somebody is None:
            service.append_notice(session, {"act": "trial"})
        if not dialects.has_room(engine()):
            raise LogUnavailableError
        raise _TriedOnlyError


def _sources() -> Finding:
    with reading() as session:
        refused = completeness.refused_since(session, clock.now() - RECENTLY)
    if refused:
        words = (
            f"Batches of accesses refused in the last day: {refused}. The answer to each, and the "
            "page Sources, name the line and the field: mend them at the source and send the batch "
            "again."
        )
        return Finding(ok=False, words=words)
    return Finding(ok=True, words="no batch was refused in the last day")


def _proof() -> Finding:
    with reading() as session:
        found = checking.checked(session)
        try:
            signing.key(session)
        except (AnotherOriginError, AnotherKeyError) as setting:
            return Finding(ok=False, words=setting.message)
    match found.standing:
        case Standing.BROKEN:
            words = f"From entry {found.first_bad} on it is not what was signed: {found.why}."
        case Standing.STALE:
            words = "The last check is long ago: is the worker well, and what does it say?"
        case Standing.UNCHECKED:
            words = "It was not checked yet."
        case Standing.SOUND:
            return Finding(ok=True, words="nothing was changed or removed")
    return Finding(ok=found.standing is Standing.UNCHECKED, words=words)


def followers(*names: str) -> Check:
    """Whether these have read what was signed some minutes ago."""

    def _followers() -> Finding:
        with reading() as session:
            behind = following.behind(session, names, clock.now() - BEHIND)
        if not behind:
            return Finding(ok=True, words="well")
        last = ", ".join(f"{name} by {entries}" for name, entries in behind.items())
        words = f"Behind the log, in entries: {last}. Is the worker well, and what does it say?"
        return Finding(ok=False, words=words)

    return Check("followers", _followers)


def _keys() -> Finding:
    try:
        there, spoilt = keys.counted()
    except AnotherSecretError:
        return _ANOTHER_SECRET
    if not spoilt:
        return Finding(ok=True, words="each of them opens")
    words = (
        f"Keys of the log that do not open: {spoilt} of {there}. What they seal cannot be read, "
        "and this month's take nothing new. Put them back from the backup of the database of keys."
    )
    return Finding(ok=False, words=words)


def _rights() -> Finding:
    with reading() as session:
        found = dialects.powers(session, OWNER)
    if not found:
        return Finding(ok=True, words="well")
    words = f"The database role that serves {' and '.join(found)}: docs/deploy.md has a lesser one."
    return Finding(ok=False, words=words)


LOG = Check("log", _log)
PROOF = Check("proof", _proof)
SOURCES = Check("sources", _sources)
# for doctor: one says what no visitor needs to know, the other reads every key
RIGHTS = Check("rights", _rights)
KEYS = Check("log's keys", _keys)
