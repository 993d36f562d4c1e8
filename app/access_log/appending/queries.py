"""What the write path has to know of people, grants and ids already there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.access_log.appending.rules import Epoch
from app.access_log.leaves.rules import canonical
from app.access_log.models import Event, Head, SealedGrant
from app.access_log.rules import Accessor, NewEvent
from app.core.db import dialects
from app.identity.people.models import Person, PersonVersion
from app.identity.people.queries import newest_version

AT_ONCE = 400  # values in one IN (…)


class Known(NamedTuple):
    """What is there already under a source's id."""

    digest: bytes
    first_seq: int
    last_seq: int


def people(session: Session, employee_ids: Sequence[str]) -> dict[str, tuple[bytes, bytes]]:
    """The 16 bytes and the text of each person's id, by employee id; the unknown are left out."""
    found: dict[str, tuple[bytes, bytes]] = {}
    for start in range(0, len(employee_ids), AT_ONCE):
        some = col(Person.employee_id).in_(employee_ids[start : start + AT_ONCE])
        for employee_id, person_id in session.exec(
            select(Person.employee_id, Person.id).where(some)
        ):
            found[employee_id] = person_id.bytes, str(person_id).encode()
    return found


def epoch(session: Session) -> Epoch:
    """What rows prepared from now on are prepared under."""
    keys = session.exec(select(Head.key_epoch)).one()
    return Epoch(keys, newest_version(session))


def histories(session: Session, employee_ids: Sequence[str]) -> dict[str, Sequence["Version"]]:
    """The versions of these people, the oldest first; empty for who is none of us."""
    found = _history(session, employee_ids)
    return {employee_id: found.get(employee_id, ()) for employee_id in employee_ids}


def accessors(histories: Mapping[str, Sequence["Version"]]) -> Callable[[bytes, NewEvent], bytes]:
    """How to say, as canonical JSON, who an accessor was when it happened.

    Of our own people the name, unit and manager come from their history at that time, and the
    role too unless the source says in which one they looked;
    of everybody else we know what the source says.
    """
    said: dict[bytes, bytes] = {}  # of who never was anybody else
    said_then: dict[tuple[bytes, int], bytes] = {}

    def resolved(reported: bytes, event: NewEvent) -> bytes:
        text = said.get(reported)
        if text is not None:
            return text
        who = event.accessor
        versions = histories.get(who.id, ()) if who.kind == "person" else ()
        if len(versions) < 2:
            version = versions[0] if versions else None
            text = said[reported] = canonical(_as_it_was(who, version))
            return text
        number = _at(versions, event.occurred_at)
        text = said_then.get((reported, number))
        if text is None:
            text = said_then[reported, number] = canonical(_as_it_was(who, versions[number]))
        return text

    return resolved


def grants(session: Session) -> Sequence[SealedGrant]:
    """All sealed grants; which are in force depends on the moment of recording."""
    return session.exec(select(SealedGrant)).all()


def known(
    session: Session, keys: Sequence[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes], Known]:
    """What is in the log under these (source, id)."""
    dialects.set_local(session, "daylight.reader", "log")
    found: dict[tuple[bytes, bytes], Known] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = [(UUID(bytes=source), id_) for source, id_ in keys[start : start + AT_ONCE]]
        rows = session.execute(
            sqlalchemy.select(
                col(Event.source_id),
                col(Event.id),
                col(Event.digest),
                col(Event.first_seq),
                col(Event.entries),
            ).where(tuple_(col(Event.source_id), col(Event.id)).in_(some))
        )
        for source, id_, digest, first, entries in rows:
            found[source.bytes, bytes(id_)] = Known(bytes(digest), first, first + entries - 1)
    dialects.set_local(session, "daylight.reader", "")
    return found


class Version(NamedTuple):
    valid_from: datetime
    valid_to: datetime | None
    person_id: UUID
    name: str
    unit: str
    role_title: str
    manager_employee_id: str | None


def _history(session: Session, employee_ids: Sequence[str]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    version = PersonVersion
    for start in range(0, len(employee_ids), AT_ONCE):
        rows = session.execute(
            sqlalchemy.select(
                col(Person.employee_id),
                col(version.valid_from),
                col(version.valid_to),
                col(version.person_id),
                col(version.name),
                col(version.unit),
                col(version.role_title),
                col(version.manager_employee_id),
            )
            .join(Person, col(Person.id) == col(version.person_id))
            .where(col(Person.employee_id).in_(employee_ids[start : start + AT_ONCE]))
            .order_by(col(version.valid_from))
        )
        for employee_id, *rest in rows:
            found.setdefault(employee_id, []).append(Version(*rest))
    return found


def _at(versions: Sequence[Version], moment: datetime) -> int:
    """Which version held then; the first one for what happened before we knew the person."""
    for number in range(len(versions) - 1, 0, -1):
        if versions[number].valid_from <= moment:
            return number
    return 0


def _as_it_was(who: Accessor, version: Version | None) -> dict[str, str | None]:
    said: dict[str, str | None] = {
        "id": who.id,
        "kind": who.kind,
        "manager": None,
        "name": who.name,
        "organisation": who.organisation,
        "person": None,
        "role": who.role,
        "unit": who.unit,
    }
    if version is not None:
        said |= {
            "manager": version.manager_employee_id,
            "name": version.name,
            "person": str(version.person_id),
            "role": who.role or version.role_title,
            "unit": version.unit,
        }
    return said
