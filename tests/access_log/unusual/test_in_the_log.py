"""The sixty labelled accesses again, as systems report them: what is stored is what they say.

Each row of the table becomes an employee, whoever looks, and an event. It goes through the
door of the sources, the log and the followers; only what no source can send is put in directly.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from app.access_log import service as log
from app.access_log.models import Entry
from app.access_log.rules import NewEvent
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Access
from app.core import clock
from app.core.db import dialects
from app.core.db.session import reading
from app.identity.people.models import Person, PersonVersion
from app.identity.sources import service as sources
from app.identity.sources.models import SourceSystem
from app.ingest.service import NDJSON
from app.ingest.service import report as take
from tests.access_log.unusual.test_rules import ALWAYS, JOB, NIGHTS, OFFICE, TABLE, USUAL
from tests.support.looks import a_look, a_register, a_source, judge
from tests.support.make import a_person, an_establishment

AFTERWARDS = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MOVED = datetime(2026, 6, 1, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
PLACES = {"office": OFFICE, "nights": NIGHTS, "always": ALWAYS, "unknown": {}}
EVERYBODY = 60  # stands for as many as there are
READER = "HR adviser"


def _crowd(people: int) -> tuple[str, ...]:
    return tuple(f"C{number:02}" for number in range(min(people, EVERYBODY) - 1))


def _said(access: Access) -> dict[str, Any]:
    """Data and a reason of which the register says exactly this."""
    said: dict[str, Any] = {"system": "hr-core", "categories": ("overtime",)}
    if access.needs_case:  # one reason belongs to this data, the other to another practice's
        said["purpose"] = "dispatch-help" if access.undeclared else "return-to-work"
    else:
        said["purpose"] = "curiosity" if access.undeclared else "rota-planning"
    return said


def _accessor(number: int, access: Access) -> str:
    if access.own:
        return f"S{number:02}"
    if access.kind == "service":
        return "other-job" if access.undeclared else "nightly-pay"
    return f"A{number:02}"


def _event(number: int, access: Access, portal: UUID) -> NewEvent:
    event = a_look(
        access.local.replace(tzinfo=LONDON).astimezone(UTC),
        _accessor(number, access),
        kind=access.kind,
        subjects=(f"S{number:02}", *_crowd(access.people)),
        case=access.case,
        action="search" if access.portal_search else "view",
        role=READER if access.kind == "external" else None,
        **_said(access),
    )
    if access.portal_search:
        event.source_id = portal
    return event


def _rows(portal: UUID) -> Iterator[NewEvent]:
    """Each row's event; before it another by the same, unless it is the first time."""
    for number, (_what, access, first, _marked) in enumerate(TABLE):
        if not first:
            ordinary = JOB if access.kind == "service" else USUAL
            earlier = _event(number, ordinary, portal)
            earlier.accessor = _event(number, access, portal).accessor
            yield earlier
        yield _event(number, access, portal)


def _can_be_sent(event: NewEvent, portal: UUID) -> bool:
    """The door takes no blank case, and nobody's search but the portal's comes from the portal."""
    return event.source_id != portal and (event.case is None or bool(event.case.strip()))


def _as_sent(event: NewEvent) -> bytes:
    """The event as its source writes it down."""
    told = asdict(event)
    for ours in ("source_id", "basis", "technical"):
        told.pop(ours)
    told["accessor"] = {name: part for name, part in told["accessor"].items() if part}
    told["occurred_at"] = event.occurred_at.isoformat()
    return json.dumps({name: part for name, part in told.items() if part is not None}).encode()


def _settle(session: Session) -> None:
    for code, hours in PLACES.items():
        an_establishment(session, code, working_hours=hours)
    for employee_id in _crowd(EVERYBODY):
        a_person(session, employee_id)
    for number, (_what, access, _first, _marked) in enumerate(TABLE):
        _settle_row(session, number, access)


def _settle_row(session: Session, number: int, access: Access) -> None:
    looks = _accessor(number, access)
    managed = access.manager and not access.own  # nobody is her own manager
    manager = {"manager_employee_id": looks} if managed else {}
    place = next(code for code, hours in PLACES.items() if hours == access.hours)
    own = {"role_title": READER, "establishment": place} if access.own else {}
    subject = a_person(session, f"S{number:02}", **manager, **own)
    if managed and access.manager == "former":
        _moved(session, subject)
    if access.kind == "person" and not access.own:
        a_person(session, looks, role_title=READER, establishment=place)


def _moved(session: Session, subject: Person) -> None:
    """Somebody else has managed her since June."""
    version = session.exec(select(PersonVersion).where(PersonVersion.person_id == subject.id)).one()
    since = version.model_dump(exclude={"id"})
    version.valid_to = MOVED
    session.add(version)
    session.flush()
    session.add(PersonVersion(**since | {"valid_from": MOVED, "manager_employee_id": "E1002"}))


def _stored() -> dict[str, set[str]]:
    """The flags of the newest look at each row's employee."""
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        marked: dict[int, set[str]] = {}
        for mark in session.exec(select(EntryFlag)):
            marked.setdefault(mark.seq, set()).add(mark.flag)
        ids = {p.id: p.employee_id for p in session.exec(select(Person))}
        newest = {
            ids[entry.subject]: entry.seq
            for entry in session.exec(select(Entry).order_by(col(Entry.seq)))
            if entry.subject in ids
        }
    return {employee_id: marked.get(seq, set()) for employee_id, seq in newest.items()}


@pytest.mark.usefixtures("cast")
def test_what_is_stored_of_sixty_reported_accesses_is_what_their_labels_say(
    session: Session,
) -> None:
    a_register(session)
    source = SourceSystem(**a_source(session).model_dump())
    portal = sources.portal(session).id
    _settle(session)
    session.commit()
    events = list(_rows(portal))
    sent = [event for event in events if _can_be_sent(event, portal)]
    with clock.set_to(AFTERWARDS):
        taken = take(source, NDJSON, b"\n".join(map(_as_sent, sent)))
        log.append([event for event in events if not _can_be_sent(event, portal)])
        judge(10_000)

    assert taken.accepted == len(sent) > 90
    assert len(events) - len(sent) == 4
    found = _stored()
    wrong = [
        f"{what}: {sorted(found[f'S{number:02}'])}, not {sorted(marked)}"
        for number, (what, _access, _first, marked) in enumerate(TABLE)
        if found[f"S{number:02}"] != {flag.value for flag in marked}
    ]
    assert not wrong, "\n".join(wrong)
