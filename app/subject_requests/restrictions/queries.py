"""What is kept out of use: of one request, of one person, and for a source's own practices."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.sources.models import SourceSystem
from app.register import queries as register
from app.subject_requests.models import SubjectRequest
from app.subject_requests.restrictions import rules
from app.subject_requests.restrictions.models import Step, SubjectRequestRestriction
from app.subject_requests.restrictions.rules import Flag

_CHANGES = (Step.SET, Step.LIFTED)


class Changed(NamedTuple):
    """For a source: the newest change of a flag, whose it is, and what it comes to now."""

    step: SubjectRequestRestriction
    person: Person
    restricted: bool


def of_request(session: Session, request_id: UUID) -> list[Flag]:
    """Each flag that a request set, by practice."""
    steps = select(SubjectRequestRestriction).where(
        SubjectRequestRestriction.request_id == request_id
    )
    return rules.flags(session.exec(steps).all())


def open_of(session: Session, person: Person, practice_id: str) -> list[Flag]:
    """What keeps this person's data of a practice out of use now, the oldest first."""
    found = [flag for flag in _of_people(session, [person.id]).get(person.id, []) if flag.is_open]
    hers = [flag for flag in found if flag.practice_id == practice_id]
    return sorted(hers, key=lambda flag: flag.since)


def standing(session: Session) -> dict[UUID, list[Flag]]:
    """Every flag that stands, by its request, for the desk, which asks whose it may handle."""
    one, later = SubjectRequestRestriction, aliased(SubjectRequestRestriction)
    overtaken = exists().where(
        col(later.request_id) == col(one.request_id),
        col(later.practice_id) == col(one.practice_id),
        col(later.number) > col(one.number),
    )
    open_ones = select(one.request_id).where(col(one.step) != Step.LIFTED, ~overtaken)
    steps = session.exec(select(one).where(col(one.request_id).in_(open_ones))).all()
    found: dict[UUID, list[Flag]] = {}
    for flag in rules.flags(steps):
        if flag.is_open:
            found.setdefault(flag.request_id, []).append(flag)
    return found


def by_form(session: Session, request_id: UUID, form_key: UUID) -> bool:
    """Whether this form was sent before."""
    sent = select(SubjectRequestRestriction).where(
        SubjectRequestRestriction.request_id == request_id,
        SubjectRequestRestriction.form_key == form_key,
    )
    return session.exec(sent).first() is not None


def next_moment(session: Session) -> datetime:
    """Later than every change there is, whatever the clock says."""
    last = session.exec(select(func.max(SubjectRequestRestriction.at))).one()
    return last + timedelta(microseconds=1) if last else datetime.min.replace(tzinfo=UTC)


def changed(
    session: Session,
    source: SourceSystem,
    *,
    since: datetime | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[Changed]:
    """The newest change of each flag on this source's own practices, the oldest change first.

    Those made at ``since`` or later; of those at that very moment, the ones above ``after``.
    """
    found = _newest_changes(session, _practices_of(session, source), since, after, limit)
    open_now = {
        (person_id, flag.practice_id)
        for person_id, flags in _of_people(session, {p.id for _step, p in found}).items()
        for flag in flags
        if flag.is_open
    }
    return [Changed(step, p, (p.id, step.practice_id) in open_now) for step, p in found]


def _newest_changes(
    session: Session,
    practices: Sequence[str],
    since: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[tuple[SubjectRequestRestriction, Person]]:
    one, later = SubjectRequestRestriction, aliased(SubjectRequestRestriction)
    overtaken = exists().where(
        col(later.request_id) == col(one.request_id),
        col(later.practice_id) == col(one.practice_id),
        col(later.number) > col(one.number),
        col(later.step).in_(_CHANGES),
    )
    found = (
        select(one, Person)
        .join(SubjectRequest, col(SubjectRequest.id) == col(one.request_id))
        .join(Person, col(Person.id) == col(SubjectRequest.person_id))
        .where(col(one.practice_id).in_(practices), col(one.step).in_(_CHANGES), ~overtaken)
        .order_by(col(one.at), col(one.id))
    )
    if since is not None:
        same = (col(one.at) == since) & (col(one.id) > after if after else col(one.id).is_not(None))
        found = found.where((col(one.at) > since) | same)
    return session.exec(found.limit(limit)).all()


def _practices_of(session: Session, source: SourceSystem) -> list[str]:
    """Everything that ever named this source's system as where it is kept."""
    every = register.in_force(session, clock.now()).every
    return [
        practice.id
        for practice in every
        if any(version.document.system == source.system for version in practice.versions)
    ]


def _of_people(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    """Each person's flags from all her requests."""
    found: dict[UUID, list[SubjectRequestRestriction]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), people.AT_ONCE):
        some = col(SubjectRequest.person_id).in_(wanted[start : start + people.AT_ONCE])
        steps = (
            select(SubjectRequestRestriction, col(SubjectRequest.person_id))
            .join(
                SubjectRequest,
                col(SubjectRequest.id) == col(SubjectRequestRestriction.request_id),
            )
            .where(some)
        )
        for step, person_id in session.exec(steps):
            found.setdefault(person_id, []).append(step)
    return {person_id: rules.flags(steps) for person_id, steps in found.items()}
