"""What every test of an answer may ask for."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlmodel import Session

from app.core.config import settings
from app.core.storage import service as storage
from tests.support.breaking import a_volume, filled

ROOM = 300_000  # bytes: for a beginning, not for all of it
Full = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def full(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Full]:
    """A small disk for what is stored; gives what fills it for as long as a block lasts.

    Where we may have no disk of our own, new files lie on the device that is always full.
    """
    place = settings().storage
    with a_volume(place, 8) as is_ours:

        @contextmanager
        def on_a_device() -> Iterator[None]:
            with monkeypatch.context() as patch:
                patch.setattr(storage, "_private", lambda _path: os.open("/dev/full", os.O_WRONLY))
                yield

        yield (lambda: filled(place, ROOM)) if is_ours else on_a_device
