"""A signed-in session, made as sign-in itself makes it."""

from typing import Any

from sqlalchemy.orm import object_session

from app.core import clock
from app.core.db.session import writing
from app.identity.people.models import Person
from app.identity.sessions import service

ISSUER = "http://127.0.0.1:8001"


def a_session(person: Any, **how: Any) -> tuple[str, str]:
    """The cookie's name and value of a fresh session of this person.

    Commits the session that the person belongs to, so that both can write.
    """
    opened = object_session(person)
    if opened is not None:
        opened.refresh(person)
    whose = Person(**person.model_dump())
    if opened is not None:
        opened.commit()
    fields = {"issuer": ISSUER, "subject": whose.employee_id, "auth_time": clock.now()}
    with writing() as session:
        _, token = service.start(session, whose, **fields | how)
    return service.cookie(), token
