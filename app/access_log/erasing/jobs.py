"""The deletion that happens by itself, once a day."""

from collections.abc import Iterator
from datetime import date

from app.access_log.erasing import service
from app.core import clock


class Erasing:
    """What is due is deleted a portion at a turn. In between others do what they have to do."""

    def __init__(self, held: service.Held) -> None:
        self._held = held
        self._steps: Iterator[int] | None = None
        self._done: date | None = None

    def take(self) -> int:
        """Go on, or begin if today nothing was deleted yet; how much was done."""
        today = clock.now().date()
        if self._steps is None:
            if self._done == today:
                return 0
            self._steps = service.steps(self._held)
        try:
            next(self._steps)
        except StopIteration:
            self._steps, self._done = None, today
            return 0
        except BaseException:
            self._steps = None
            raise
        return 1
