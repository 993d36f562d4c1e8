"""How a representative names a person, and what she may read of the answer: pure."""

from collections.abc import Iterable
from typing import Protocol

from app.subject_requests.models import Act


class Happening(Protocol):
    """What is asked of an event."""

    @property
    def number(self) -> int: ...
    @property
    def act(self) -> Act: ...


def is_name(typed: str, name: str) -> bool:
    """Whether this is the whole name, however it is spaced and in whatever letters."""
    return typed.casefold().split() == name.casefold().split()


def is_shared(events: Iterable[Happening]) -> bool:
    """Whether the person lets her representative read the answer, by her own last word."""
    said = [event for event in events if event.act in {Act.SHARED, Act.UNSHARED}]
    return bool(said) and max(said, key=lambda event: event.number).act is Act.SHARED
