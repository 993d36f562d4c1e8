"""Sealing and opening who raised a concern, under a key of its own."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session

from app.concerns.models import Concern, ConcernEvent, ConcernMessage, Naming
from app.concerns.reporters import rules
from app.concerns.reporters.rules import Sealed
from app.core import secrets
from app.core.crypto import aead
from app.core.errors import UnavailableError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person

_NAMES, _DIGESTS = "names in concerns", "who raised which concern"


class SealedAwayError(UnavailableError):
    def __init__(self) -> None:
        super().__init__(_("The names in this concern cannot be opened here."))


def digest(naming: Naming, person_id: UUID) -> str:
    """By which this person's concerns of one kind are found."""
    return rules.digest(secrets.derive(_DIGESTS), naming, person_id)


def digests(person_id: UUID) -> list[str]:
    """By which all of this person's concerns are found."""
    return [digest(naming, person_id) for naming in Naming if naming is not Naming.ANONYMOUS]


def sealed(concern_id: UUID, content: Sealed) -> bytes:
    return rules.seal(secrets.derive(_NAMES), concern_id, content)


def sealed_person(event_id: UUID, person_id: UUID) -> bytes:
    return rules.seal_person(secrets.derive(_NAMES), event_id, person_id)


def opened(concern: Concern, events: Iterable[ConcernEvent] = ()) -> Sealed:
    """What is sealed in a concern, with whom its officers named since. Raises SealedAwayError."""
    key = secrets.derive(_NAMES)
    try:
        first = rules.unseal(key, concern.id, concern.sealed)
        named = [rules.unseal_person(key, e.id, e.sealed) for e in events if e.sealed]
    except aead.CannotOpenError as lost:
        raise SealedAwayError from lost
    return Sealed(**{**vars(first), "concerned": (*first.concerned, *named)})


def sealed_words(message_id: UUID, text: str) -> bytes:
    return rules.seal_words(secrets.derive(_NAMES), message_id, text)


def words_of(messages: Iterable[ConcernMessage]) -> dict[UUID, str]:
    """What is written in messages, the sealed ones opened. Raises SealedAwayError."""
    try:
        return {
            each.id: rules.unseal_words(secrets.derive(_NAMES), each.id, each.sealed)
            if each.sealed
            else each.text
            for each in messages
        }
    except aead.CannotOpenError as lost:
        raise SealedAwayError from lost


def people_called(session: Session, typed: str) -> list[Person]:
    """Who works here and has this name or employee number, by number; several may share a name.

    Compared here: a database knows too little of letters' forms.
    """
    if not typed.strip():
        return []
    known = people.names_of_active(session)
    ids = [each for each, *names in known if rules.same_name(typed, names)]
    return sorted(people.people_by_ids(session, ids).values(), key=lambda one: one.employee_id)
