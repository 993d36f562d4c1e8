"""A log of 600 people to measure with: so many events, a month of them the present one.

Both sides of a comparison have the same present month; the larger one has its history before it.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.access_log import queries as log
from app.access_log import service
from app.access_log.promises import service as promises
from app.access_log.rules import Accessor, NewEvent
from app.access_log.unusual import service as unusual
from app.cli.migrate import bring_to_head
from app.core import clock, secrets
from app.core.config import settings
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people.models import Person, PersonVersion
from app.identity.sessions import service as sessions
from app.identity.sources import service as sources
from app.register.file import service as register

REGISTER = Path("app/demo/data/register.yaml")
PEOPLE = 600
ADVISERS = range(100, 140)  # who look, as the register allows: amber is as rare as in use
READERS = 12  # signed in, and asked for in turn
FOLLOWERS = (promises, unusual)  # whose flags the page shows; the second is behind the first
MONTHS = 23  # of history in the large log: what is older is erased by then
BATCH = 2_000
USES = (
    ("absence", "return-to-work", "hr-core"),
    ("leave", "leave-approval", "hr-core"),
    ("contact", "address-update", "hr-core"),
)
EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

Cookie = tuple[str, str]


def prepare() -> tuple[UUID, list[Cookie]]:
    """600 people, the demo's register, a source, and some people who are signed in."""
    secrets.ensure(settings().secret_path)
    bring_to_head()
    with writing() as session:
        register.take_in(session, REGISTER.read_bytes())
        people = [_person(session, number) for number in range(PEOPLE)]
        source, _key = sources.add(
            session, "bench", system="hr-core", every=timedelta(hours=24), webhook=None
        )
        cookies = [_cookie(session, person) for person in people[:READERS]]
        return source.id, cookies


def _person(session: Any, number: int) -> Person:
    described: dict[str, Any] = {
        "name": f"Person {number}",
        "unit": "Field operations",
        "role_title": "Field engineer",
        "establishment": "leith",
        "work_setting": "field",
        "devices": [],
        "manager_employee_id": "E1599",
    }
    if number in ADVISERS:
        described |= {"unit": "Human resources", "role_title": "HR adviser"}
    if number == PEOPLE - 1:
        described["manager_employee_id"] = None
    person = Person(employee_id=f"E{1000 + number}", **described)
    session.add(person)
    session.flush()
    session.add(PersonVersion(person_id=person.id, valid_from=EPOCH, active=True, **described))
    return person


def _cookie(session: Any, person: Person) -> Cookie:
    how = {"issuer": "http://127.0.0.1:1", "subject": person.employee_id, "auth_time": clock.now()}
    _, token = sessions.start(session, person, **how)
    return sessions.cookie(), token


def load(source: UUID, events: int, present: int) -> None:
    """History first, month by month; then the present month, which the followers read."""
    now, chance = datetime.now(UTC), random.Random(1)
    history = events - present
    for back in range(MONTHS, 0, -1):
        moment = now - timedelta(days=30.5 * back)
        for size in _batches(history // MONTHS):
            _append(source, chance, moment, size)
    _pass_by_history()
    for size in _batches(present + history % MONTHS):
        _append(source, chance, now - timedelta(minutes=5), size)
    for follower in FOLLOWERS:
        read = 1
        while read:
            with writing() as session:
                read = follower.follow(session, 1000)


def _pass_by_history() -> None:
    """Let both followers begin with the present month, so that both sides have its flags alone."""
    with writing() as session:
        for follower in FOLLOWERS:
            service.advance(session, follower.NAME, before=0, after=log.size(session))


def _batches(events: int) -> Iterator[int]:
    for start in range(0, events, BATCH):
        yield min(BATCH, events - start)


def _append(source: UUID, chance: random.Random, moment: datetime, size: int) -> None:
    with clock.set_to(moment):
        service.append([_event(source, chance, moment) for _number in range(size)])


def _event(source: UUID, chance: random.Random, moment: datetime) -> NewEvent:
    category, purpose, system = chance.choice(USES)
    return NewEvent(
        source_id=source,
        id=str(new_id()),
        occurred_at=_at_work(moment) + timedelta(seconds=chance.randrange(10_000)),
        accessor=Accessor(id=f"E{1000 + chance.choice(ADVISERS)}", kind="person"),
        subjects=(f"E{1000 + chance.randrange(PEOPLE)}",),
        action="view",
        system=system,
        categories=(category,),
        purpose=purpose,
        case=f"HR-{chance.randrange(9999)}",
    )


def _at_work(moment: datetime) -> datetime:
    """Eleven in the morning of the last working day that is over."""
    back = {0: 3, 6: 2}.get(moment.weekday(), 1)
    return moment.replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=back)
