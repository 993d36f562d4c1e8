"""Connections to a SQLite file that met a fault of it, and how the process is rid of them."""

import gc
import sqlite3
import threading
import time
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.pool import ConnectionPoolEntry


class Held(sqlite3.Connection):
    """A connection that can be known without being kept: the driver's own cannot."""


class Spoilt:
    """Lets go of connections that met a fault of the file, so that later ones find it mended.

    What SQLite holds of a file (its shared memory, opened for reading only) is one for all the
    connections of a process, and outlives each of them as long as another one is open. So one
    that is opened beside a spoilt one is spoilt too, and nobody opens one in a hurry: there must
    be a moment without any.
    """

    WAIT = 0.25  # seconds; whoever holds a spoilt one himself waits in vain
    FROM_BIRTH = float("-inf")

    def __init__(self) -> None:
        self._at = self._cleared_at = 0.0
        # Of the connections that are open. One that is collected closes without a word.
        self._opened: WeakKeyDictionary[Held, float] = WeakKeyDictionary()
        self._closed = threading.Condition()

    def note(self, engine: Engine) -> None:
        self._at = time.monotonic()
        engine.dispose()

    def let_go(self, _connection: Any, record: ConnectionPoolEntry) -> None:
        if record.info.get("opened_at", 0.0) < self._at:
            record.invalidate()

    def before_opening(self) -> None:
        """What a failed request left for the collector keeps its connection open: collect it."""
        if self._cleared_at < self._at:
            self._cleared_at = time.monotonic()
            gc.collect()
        with self._closed:
            self._closed.wait_for(lambda: not self._some_are_open(), self.WAIT)

    def opened(self, connection: Held, record: ConnectionPoolEntry) -> None:
        with self._closed:
            beside = self._some_are_open()
            record.info["opened_at"] = self.FROM_BIRTH if beside else time.monotonic()
            self._opened[connection] = record.info["opened_at"]

    def closed(self, connection: Held, _record: object = None) -> None:
        with self._closed:
            connection.close()  # the pool would do so only after those who wait were told
            self._opened.pop(connection, None)
            self._closed.notify_all()

    def _some_are_open(self) -> bool:
        return any(opened_at < self._at for opened_at in list(self._opened.values()))
