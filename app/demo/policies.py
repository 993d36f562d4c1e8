"""The policies of Northfold Energy: who wrote them, who has read them, what waits to be read.

Amara has read one, has read an old version of another, and is asked to read the third.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlmodel import Session

from app.core import clock
from app.core.db.session import writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register.parts.schemas import Scope
from app.register.policies import queries, rules, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.models import PolicyAcknowledgement, PolicyVersion
from app.register.policies.schemas import PolicyDocument
from app.register.rules import why_it_applies

TEXTS = Path(__file__).parent / "data/policies"
AMARA, HELEN, DANIEL = "E1001", "E1005", "E1006"
EVERYONE, AT_A_SCREEN = Scope(), Scope(devices=("laptop", "tablet"))
ASKED_BEFORE, ASKED_FOR = timedelta(days=6), timedelta(days=16)
FRIDAY = 4
MONITORING, AI_TOOLS, HOME = "Monitoring at work", "Using AI tools", "Working from home"


@dataclass(frozen=True)
class Written:
    """One version: when it was published, by whom, and which part of the people read it since."""

    title: str
    number: int
    scope: Scope
    days_ago: int
    by: str
    share: float
    amara_after: int | None  # days
    what_changed: tuple[str, ...] = ()


WRITTEN = (
    Written(MONITORING, 1, EVERYONE, 300, HELEN, 0.86, 130),
    Written(HOME, 1, AT_A_SCREEN, 210, DANIEL, 0.71, 40),
    Written(
        MONITORING,
        2,
        EVERYONE,
        11,
        DANIEL,
        0.28,
        None,
        (
            "Location is kept for 30 days. It was 90.",
            "Two privacy officers check once a year who may look.",
            "We now say that we do not buy data about you.",
        ),
    ),
    Written(AI_TOOLS, 1, EVERYONE, 7, HELEN, 0.34, None),
)


def publish(now: datetime) -> None:
    """Publish and read everything, in the order in which it happened."""
    for written in WRITTEN:
        at = _morning(now - timedelta(days=written.days_ago))
        with clock.set_to(at), writing() as session:
            _read(session, _publish(session, written), written, now)
    with clock.set_to(_morning(now - ASKED_BEFORE)), writing() as session:
        _ask(session)


def _publish(session: Session, written: Written) -> PolicyVersion:
    text = (TEXTS / f"{_name(written)}-{written.number}.txt").read_text()
    if written.number == 1:
        service.create(session, written.title)
    draft = service.draft(
        session,
        _person(session, HELEN),
        _name(written),
        PolicyDocument(title=written.title, text=text, scope=written.scope),
        what_changed=written.what_changed,
    )
    return service.publish(session, _person(session, written.by), _name(written), draft.id)


def _read(session: Session, version: PolicyVersion, written: Written, now: datetime) -> None:
    """Let a part of those it applies to have read it, each some time after; Amara on her day."""
    random = Random(f"{written.title} {written.number}")  # noqa: S311  who reads, not secrets
    everybody = [each for each in people.everyone_active(session) if each.employee_id != AMARA]
    concerned = [each for each in everybody if why_it_applies(written.scope, each)]
    session.add_all(
        PolicyAcknowledgement(
            person_id=person.id,
            version_id=version.id,
            digest=version.digest,
            at=version.published_at + random.random() * (now - version.published_at),
        )
        for person in concerned
        if random.random() < written.share
    )
    if written.amara_after is not None:
        with clock.set_to(version.published_at + timedelta(days=written.amara_after)):
            service.acknowledge(session, _person(session, AMARA), _name(written), version.digest)


def _ask(session: Session) -> None:
    """Everyone is asked to read about AI tools, and told so."""
    version = next(each for each in queries.in_force(session) if each.title == AI_TOOLS)
    due_on = queries.today(session) + ASKED_FOR
    while due_on.weekday() > FRIDAY:
        due_on += timedelta(days=1)
    campaigns.start(session, _person(session, HELEN), version, due_on)
    while campaigns.remind(session):
        pass


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=10, minute=5, second=0, microsecond=0)


def _name(written: Written) -> str:
    return rules.slug(written.title)


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
