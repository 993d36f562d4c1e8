"""What the log refuses, and what stops it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.errors import ConflictError, NotFoundError, RejectedError, UnavailableError
from app.core.language import gettext as _


class StoppedError(UnavailableError):
    """What keeps entries out of the log, or would.

    ``last`` is when this process last met that, by its monotonic clock; long ago once the log
    has taken an entry since.
    """

    last = float("-inf")

    def __init__(self, message: str) -> None:
        if not _on_trial.get():
            stopped()
        super().__init__(message)


_on_trial: ContextVar[bool] = ContextVar("on trial", default=False)


@contextmanager
def on_trial() -> Iterator[None]:
    """A block in which an error does not yet say that the log was stopped."""
    before = _on_trial.set(True)
    try:
        yield
    finally:
        _on_trial.reset(before)


def stopped() -> None:
    """The log has not taken an entry that it was to take."""
    StoppedError.last = time.monotonic()


def taken() -> None:
    """The log has taken an entry: whatever stopped it is over."""
    StoppedError.last = float("-inf")


class LogUnavailableError(StoppedError):
    """The log cannot be written, so nothing may be shown that would have to be in it."""

    def __init__(self) -> None:
        super().__init__(_("The access log cannot be written at the moment."))


class LogUnreadableError(UnavailableError):
    """The log's own tables cannot be read; the rest of the database can."""

    def __init__(self) -> None:
        super().__init__(_("The access log cannot be read at the moment."))


class KeysUnavailableError(StoppedError):
    """The keys that seal entries and open them cannot be reached."""

    def __init__(self) -> None:
        super().__init__(_("The keys of the access log cannot be reached at the moment."))


class MissingHashesError(UnavailableError):
    """What a checkpoint covers is not there: nothing of it may be given out."""

    def __init__(self) -> None:
        super().__init__(_("A part of the published log is missing at the moment."))


class AnotherSecretError(KeysUnavailableError):
    """There are keys, and the installation's secret opens none: they were wrapped with another."""


class SpoiltKeyError(KeysUnavailableError):
    """A key that is to seal something does not open, and others do."""


class UnknownPeopleError(RejectedError):
    """Some subjects are nobody's employee id."""

    def __init__(self, unknown: frozenset[str]) -> None:
        super().__init__(_("Some of the people named are not known here."))
        self.unknown = unknown


class ChangedEventError(ConflictError):
    """A known id came again with another body."""

    def __init__(self, position: int, event_id: str) -> None:
        super().__init__(_("An event with this id was reported before, with other content."))
        self.position = position
        self.event_id = event_id


# what a page meets while the log or its keys cannot be reached
AWAY = (KeysUnavailableError, LogUnreadableError)


class NotSealedYetError(NotFoundError):
    """There is no checkpoint or no seal yet, so nothing can be proven."""

    def __init__(self) -> None:
        super().__init__(_("There is no seal yet. Try again in a few minutes."))
