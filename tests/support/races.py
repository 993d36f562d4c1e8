"""Several people press at the same moment, again and again: how each press ended."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

from app.core.db.session import writing
from app.core.errors import ConflictError, ForbiddenError
from app.identity.people.models import Person

ROUNDS = int(os.environ.get("DAYLIGHT_TEST_ROUNDS", "200"))  # .ci/run asks for fewer
AGAIN = 5
T = TypeVar("T", bound=SQLModel)
Act = Callable[[Session, T, Person], object]
Press = tuple[UUID, Act[T]]  # by whom, and what

DONE, LATE, FORBIDDEN = "done", "late", "forbidden"


def raced(kind: type[T], made: Sequence[UUID], presses: Sequence[Press[T]]) -> list[list[str]]:
    """For each object, what all the presses at once came to, in their order."""
    with ThreadPoolExecutor(len(presses)) as pool:
        return [
            list(pool.map(lambda press: _pressed(kind, one, *press), presses))  # noqa: B023
            for one in made
        ]


def _pressed(kind: type[T], object_id: UUID, person_id: UUID, act: Act[T]) -> str:
    """How a press ended. Who is told that the database is busy presses again."""
    for _again in range(AGAIN):
        try:
            return _press(kind, object_id, person_id, act)
        except OperationalError:
            continue
    return _press(kind, object_id, person_id, act)


def _press(kind: type[T], object_id: UUID, person_id: UUID, act: Act[T]) -> str:
    try:
        with writing() as session:
            there, person = session.get(kind, object_id), session.get(Person, person_id)
            assert there is not None
            assert person is not None
            act(session, there, person)
    except ConflictError:
        return LATE
    except ForbiddenError:
        return FORBIDDEN
    return DONE
