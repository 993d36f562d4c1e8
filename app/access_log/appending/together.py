"""Group commit: callers that wait at the same time share one transaction.

Whoever finds nobody at work goes at once; who comes meanwhile waits, and the first of those
takes everybody's batch along. There is no timer, so a single caller is never delayed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Event, Lock

from sqlalchemy.exc import SQLAlchemyError

from app.access_log.appending import service
from app.access_log.appending.service import Batch
from app.access_log.appending.statements import EpochPassedError, KnownIdError, driver_error
from app.access_log.errors import LogUnavailableError
from app.access_log.rules import Receipt
from app.core.db.session import writing, writing_at_once

MOST = 20_000  # entries in one transaction


@dataclass(slots=True, eq=False)
class _Caller:
    batch: Batch
    woken: Event = field(default_factory=Event)
    receipt: Receipt | None = None
    error: Exception | None = None


class Group:
    """The callers of one process."""

    def __init__(self, flush: Callable[[list[_Caller]], None]) -> None:
        self._flush = flush
        self._lock = Lock()
        self._waiting: list[_Caller] = []
        self._at_work = False

    def append(self, batch: Batch) -> Receipt:
        """Durable when it returns. Raises what ``service.add`` raises."""
        caller = _Caller(batch)
        with self._lock:
            self._waiting.append(caller)
            leads = not self._at_work
            self._at_work = True
        if not leads:
            caller.woken.wait()
        if caller.receipt is None and caller.error is None:
            self._lead()
        if caller.error is not None:
            raise caller.error
        assert caller.receipt is not None
        return caller.receipt

    def _lead(self) -> None:
        with self._lock:
            callers = self._next()
        try:
            self._flush(callers)
        except BaseException:
            for caller in callers:
                caller.error = caller.error or LogUnavailableError()
            raise
        finally:
            self._hand_over(callers)

    def _next(self) -> list[_Caller]:
        taken: list[_Caller] = []
        size = 0
        for caller in self._waiting:
            size += len(caller.batch.rows.leaf)
            if taken and size > MOST:
                break
            taken.append(caller)
        del self._waiting[: len(taken)]
        return taken

    def _hand_over(self, done: list[_Caller]) -> None:
        with self._lock:
            # If the log is away, those who wait are told at once rather than one after another.
            if any(isinstance(caller.error, LogUnavailableError) for caller in done):
                for caller in self._waiting:
                    caller.error = LogUnavailableError()
                done, self._waiting = [*done, *self._waiting], []
            following = self._waiting[0] if self._waiting else None
            self._at_work = following is not None
        for caller in done:
            caller.woken.set()
        if following is not None:
            following.woken.set()


@lru_cache
def group() -> Group:
    """This process's callers."""
    return Group(_flush)


def _flush(callers: list[_Caller]) -> None:
    try:
        with writing_at_once() as connection:
            batches = [caller.batch for caller in callers]
            receipts = service.add_together(connection, batches)
        for caller, receipt in zip(callers, receipts, strict=True):
            caller.receipt = receipt
    except (EpochPassedError, KnownIdError):
        for caller in callers:
            _alone(caller)
    except (SQLAlchemyError, driver_error()):
        for caller in callers:
            caller.error = LogUnavailableError()


def _alone(caller: _Caller) -> None:
    """In a transaction of its own, so that one caller's conflict is nobody else's."""
    try:
        with writing() as session:
            caller.receipt = service.add(session, caller.batch)
    except (SQLAlchemyError, driver_error()):
        caller.error = LogUnavailableError()
    except Exception as error:  # whatever it is, it is this caller's to hear
        caller.error = error
