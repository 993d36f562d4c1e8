"""What there is to read, how a person stands to it, and how many have read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFoundError
from app.identity.establishments.rules import DEFAULT_ZONE
from app.identity.people.models import Person
from app.register import queries as register
from app.register.policies import rules
from app.register.policies.campaigns import queries as campaigns
from app.register.policies.models import (
    Policy,
    PolicyAcknowledgement,
    PolicyDraft,
    PolicyVersion,
)
from app.register.policies.notation import rules as notation
from app.register.policies.notation.rules import Section
from app.register.policies.rules import Figures, Status
from app.register.policies.schemas import PolicyDocument
from app.register.rules import Why, why_it_applies


@dataclass(frozen=True)
class Version:
    """Published words, and what stands beside them."""

    id: UUID
    policy_id: str
    number: int
    in_force_from: date
    document: PolicyDocument
    digest: str
    what_changed: Sequence[str]
    drafted_by: UUID
    published_by: UUID
    published_at: datetime

    @property
    def title(self) -> str:
        return self.document.title

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return notation.read(self.document.text)

    @property
    def minutes(self) -> int:
        return rules.minutes(notation.count_words(self.sections))


@dataclass(frozen=True)
class Standing:
    """How one person stands to a policy. ``read_number``: the last version she read."""

    version: Version
    why: Why | None
    status: Status
    read_at: datetime | None
    read_number: int | None
    due_on: date | None


def today(session: Session) -> date:
    """The civil day of the register's time zone."""
    return register.in_force(session, clock.now()).day


def zone(session: Session) -> str:
    """The register's time zone."""
    front = register.histories(session).front
    return front.time_zone if front else DEFAULT_ZONE


def in_force(session: Session, on: date | None = None) -> list[Version]:
    """The version of each policy that holds on a day, today if none is given, by title.

    Of a policy that is not in force yet there is none.
    """
    day = on or today(session)
    newest = (
        select(PolicyVersion.policy_id, func.max(PolicyVersion.number).label("number"))
        .where(PolicyVersion.in_force_from <= day)
        .group_by(col(PolicyVersion.policy_id))
        .subquery()
    )
    rows = session.exec(
        select(PolicyVersion).join(
            newest,
            (col(PolicyVersion.policy_id) == newest.c.policy_id)
            & (col(PolicyVersion.number) == newest.c.number),
        )
    )
    return sorted(map(_version, rows), key=lambda version: version.title.casefold())


def standings(session: Session, person: Person) -> list[Standing]:
    """How this person stands to every policy in force; what is due soonest first."""
    read, asked = _read(session, person.id), campaigns.open_campaigns(session)
    found = []
    for version in in_force(session):
        campaign = asked.get(version.id)
        due_on = campaign.due_on if campaign else None
        found.append(_standing(version, person, read.get(version.policy_id, {}), due_on))
    return sorted(found, key=lambda s: rules.order_of_need(s.status, s.due_on, s.version.title))


def standing(session: Session, person: Person, policy_id: str) -> Standing:
    """How this person stands to one policy in force. Raises NotFoundError if there is none."""
    for found in standings(session, person):
        if found.version.policy_id == policy_id:
            return found
    raise NotFoundError


def waiting(session: Session, person: Person) -> list[Standing]:
    """What this person is asked to read, and what changed since she read it."""
    return [found for found in standings(session, person) if rules.waits(found.status)]


def versions(session: Session, policy_id: str) -> list[Version]:
    """Every version that was ever published, the newest first; those to come as well."""
    rows = select(PolicyVersion).where(PolicyVersion.policy_id == policy_id)
    return [*map(_version, session.exec(rows.order_by(col(PolicyVersion.number).desc())))]


def pair(every: Sequence[Version], before: int, after: int) -> tuple[Version, Version] | None:
    """Two versions to compare, the earlier first; 0 stands for the newest, and the one before.

    None if there is nothing to compare with. Raises NotFoundError for a version there is not.
    """
    numbered = {version.number: version for version in every}
    newest = after or max(numbered, default=0)
    older = before or newest - 1
    if newest not in numbered or (before and older not in numbered):
        raise NotFoundError
    if older not in numbered:
        return None
    first, second = sorted((older, newest))
    return numbered[first], numbered[second]


def names(session: Session) -> Sequence[str]:
    """The name of every policy there is, published or not."""
    return session.exec(select(Policy.id).order_by(col(Policy.id))).all()


def open_draft(session: Session, policy_id: str) -> PolicyDraft | None:
    draft = select(PolicyDraft).where(
        PolicyDraft.policy_id == policy_id, col(PolicyDraft.closed_at).is_(None)
    )
    return session.exec(draft).one_or_none()


def exists(session: Session, policy_id: str) -> bool:
    """Whether the name is taken."""
    return session.get(Policy, policy_id) is not None


def applies_to(people: Iterable[Person], document: PolicyDocument) -> list[UUID]:
    """Those among these people to whom the policy applies."""
    return [person.id for person in people if why_it_applies(document.scope, person)]


def figures(session: Session, version: Version, people: Sequence[Person]) -> Figures:
    """How many of those to whom it applies had read it when today began.

    As of that moment, and rounded: a look now and one a minute later tell nobody who read it.
    """
    morning = datetime.combine(today(session), time(), ZoneInfo(zone(session)))
    readers = select(PolicyAcknowledgement.person_id).where(
        PolicyAcknowledgement.version_id == version.id, PolicyAcknowledgement.at < morning
    )
    applies, read = set(applies_to(people, version.document)), set(session.exec(readers))
    return rules.figures(len(applies), len(applies & read))


def has_read(session: Session, version_id: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Those among these people who say they have read the version."""
    asked = list(people)
    readers = select(PolicyAcknowledgement.person_id).where(
        PolicyAcknowledgement.version_id == version_id,
        col(PolicyAcknowledgement.person_id).in_(asked),
    )
    return set(session.exec(readers)) if asked else set()


def document_of(draft: PolicyDraft) -> PolicyDocument:
    return _document(draft.document)


_Read = dict[int, datetime]


def _read(session: Session, person_id: UUID) -> dict[str, _Read]:
    """When the person read which version, by policy and number."""
    rows = session.exec(
        select(PolicyVersion.policy_id, PolicyVersion.number, PolicyAcknowledgement.at)
        .join(PolicyVersion, col(PolicyVersion.id) == col(PolicyAcknowledgement.version_id))
        .where(PolicyAcknowledgement.person_id == person_id)
    )
    found: dict[str, _Read] = {}
    for policy_id, number, at in rows:
        found.setdefault(policy_id, {})[number] = at
    return found


def _standing(version: Version, person: Person, read: _Read, due_on: date | None) -> Standing:
    why = why_it_applies(version.document.scope, person)
    earlier = [number for number in read if number < version.number]
    status = rules.status_of(
        applies=why is not None,
        read=version.number in read,
        read_before=bool(earlier),
        asked=due_on is not None,
    )
    number = version.number if version.number in read else max(earlier, default=None)
    at = read[number] if number is not None else None
    return Standing(version, why, status, at, number, due_on)


def _version(row: PolicyVersion) -> Version:
    return Version(
        id=row.id,
        policy_id=row.policy_id,
        number=row.number,
        in_force_from=row.in_force_from,
        document=_document(row.document),
        digest=row.digest,
        what_changed=tuple(row.what_changed),
        drafted_by=row.drafted_by,
        published_by=row.published_by,
        published_at=row.published_at,
    )


@lru_cache(maxsize=512)
def _document(words: str) -> PolicyDocument:
    return PolicyDocument.model_validate_json(words)
