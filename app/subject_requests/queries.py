"""What may be read of requests. Every query starts from who is looking."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFoundError
from app.identity.calendars.rules import local_day
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests.apart import queries as apart
from app.subject_requests.holds.rules import holds
from app.subject_requests.models import (
    Act,
    Kind,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestMessage,
    SubjectRequestProposal,
)
from app.subject_requests.progress import rules
from app.subject_requests.progress.rules import Standing

Row = TypeVar("Row", SubjectRequestEvent, SubjectRequestMessage)

_OLDEST = (col(SubjectRequest.filed_at), col(SubjectRequest.id))  # of one moment: as they came
_NEWEST = tuple(each.desc() for each in _OLDEST)


@dataclass(frozen=True)
class Story:
    """A request with all that happened to it, and what that comes to today.

    ``today`` is the day where its clock runs.
    """

    request: SubjectRequest
    events: Sequence[SubjectRequestEvent]
    messages: Sequence[SubjectRequestMessage]
    standing: Standing
    today: date

    @property
    def days_left(self) -> int | None:
        return self.standing.days_left(self.today)

    @property
    def is_late(self) -> bool:
        return self.standing.is_late(self.today)

    @property
    def holds(self) -> bool:
        """Whether nothing that the portal holds on the person is deleted because of it (SAR-11)."""
        return holds(self.request.kind, is_open=self.standing.is_open)

    def day_of(self, event: SubjectRequestEvent) -> date:
        """The day on which an event was written down, where the request's clock runs."""
        return local_day(self.request.jurisdiction, event.at)

    def foreseen(self, *more: tuple[Act, date]) -> Standing:
        """Where it would stand after these acts on these days, before anything is saved."""
        return rules.foreseen(
            self.request.kind,
            self.request.jurisdiction,
            self.request.received_on,
            self.events,
            more,
        )


def own(session: Session, person: Person, reference: str) -> Story:
    """One's own request, or NotFoundError: another's is as if it were not there."""
    mine = select(SubjectRequest).where(
        SubjectRequest.person_id == person.id, SubjectRequest.reference == reference
    )
    return _found(session, session.exec(mine).one_or_none())


def all_own(session: Session, person: Person) -> list[Story]:
    """One's own requests: open ones first, then what was filed last."""
    mine = select(SubjectRequest).where(SubjectRequest.person_id == person.id)
    newest = session.exec(mine.order_by(*_NEWEST)).all()
    return sorted(stories(session, newest), key=lambda story: not story.standing.is_open)


def own_by_form(session: Session, person: Person, form_key: UUID) -> SubjectRequest | None:
    """The request that this form of this person already filed, for herself or for another."""
    sent = select(SubjectRequest).where(
        SubjectRequest.filed_by_id == person.id, SubjectRequest.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def open_of_kind(session: Session, person: Person, kind: Kind) -> list[Story]:
    """The person's open requests under one right, the newest first."""
    mine = select(SubjectRequest).where(
        SubjectRequest.person_id == person.id, SubjectRequest.kind == kind, is_open()
    )
    newest = session.exec(mine.order_by(*_NEWEST)).all()
    return stories(session, newest)


def open_own(session: Session, person: Person) -> list[Story]:
    """One's own open requests, the newest first, without their messages."""
    mine = select(SubjectRequest).where(SubjectRequest.person_id == person.id, is_open())
    newest = session.exec(mine.order_by(*_NEWEST)).all()
    return stories(session, newest, with_messages=False)


def at_the_desk(session: Session, officer: Person, reference: str) -> Story:
    """A request for an officer, or NotFoundError.

    Never her own, her manager's or a report's, nor a complaint about how she handled another.
    """
    found = session.exec(select(SubjectRequest).where(SubjectRequest.reference == reference))
    request = found.one_or_none()
    if request is None or request.person_id in too_close(session, officer):
        raise NotFoundError
    if apart.is_kept_from(session, officer.id, request):
        raise NotFoundError
    return _found(session, request)


def open_at_the_desk(session: Session, officer: Person) -> list[Story]:
    """Every open request this officer may handle, what is due first at the top.

    Messages are left out. Those without a day come last, the oldest first.
    """
    others = select(SubjectRequest).where(
        col(SubjectRequest.person_id).not_in(too_close(session, officer)),
        col(SubjectRequest.id).not_in(apart.kept_from(session, officer.id)),
        is_open(),
    )
    oldest = session.exec(others.order_by(*_OLDEST)).all()
    waiting = stories(session, oldest, with_messages=False)
    return sorted(waiting, key=lambda story: story.standing.due or date.max)


def ended_at_the_desk(session: Session, officer: Person, ids: Collection[UUID]) -> list[Story]:
    """Those of these requests that have ended and this officer may handle, the oldest first."""
    ended: list[SubjectRequest] = []
    wanted, near = sorted(ids), too_close(session, officer)
    for start in range(0, len(wanted), people.AT_ONCE):
        some = col(SubjectRequest.id).in_(wanted[start : start + people.AT_ONCE])
        others = col(SubjectRequest.person_id).not_in(near)
        ended += session.exec(select(SubjectRequest).where(some, others, ~is_open()))
    oldest = sorted(ended, key=lambda request: (request.filed_at, request.id))
    return stories(session, oldest, with_messages=False)


def every_open(session: Session) -> list[Story]:
    """Every open request without its messages, for the worker, who shows it to nobody."""
    oldest = select(SubjectRequest).where(is_open()).order_by(*_OLDEST)
    return stories(session, session.exec(oldest).all(), with_messages=False)


def too_close(session: Session, officer: Person) -> set[UUID]:
    """Whose requests an officer never handles: her own, her manager's, her reports'."""
    near = {officer.id, *(report.id for report in people.reports_of(session, officer))}
    manager = people.manager_of(session, officer)
    return near | {manager.id} if manager else near


def story(session: Session, request: SubjectRequest) -> Story:
    """What happened to one request. Whoever calls has seen to who may read it."""
    return stories(session, [request])[0]


def stories(
    session: Session, requests: Sequence[SubjectRequest], *, with_messages: bool = True
) -> list[Story]:
    """The same of several at once, in their order."""
    ids = [request.id for request in requests]
    number, at = col(SubjectRequestEvent.number), col(SubjectRequestMessage.at)
    events = _by_request(session, SubjectRequestEvent, ids, number)
    messages = _by_request(session, SubjectRequestMessage, ids, at) if with_messages else {}
    return [
        Story(
            request,
            events[request.id],
            messages.get(request.id, ()),
            rules.standing(
                request.kind, request.jurisdiction, request.received_on, events[request.id]
            ),
            today(request.jurisdiction),
        )
        for request in requests
    ]


def today(jurisdiction: str) -> date:
    """The day now where a request's clock runs."""
    return local_day(jurisdiction, clock.now())


def newest_proposal(session: Session, request_id: UUID) -> SubjectRequestProposal | None:
    """The words that were last put to a second officer."""
    made = select(SubjectRequestProposal).where(SubjectRequestProposal.request_id == request_id)
    return session.exec(made.order_by(col(SubjectRequestProposal.id).desc()).limit(1)).first()


def proposals(session: Session, request_id: UUID) -> Sequence[SubjectRequestProposal]:
    """All the words that were ever put to a second officer, the newest first."""
    made = select(SubjectRequestProposal).where(SubjectRequestProposal.request_id == request_id)
    return session.exec(made.order_by(col(SubjectRequestProposal.id).desc())).all()


def by_reference(session: Session, reference: str) -> SubjectRequest | None:
    """For what was approved, by officers who were asked to decide on it."""
    found = select(SubjectRequest).where(SubjectRequest.reference == reference)
    return session.exec(found).one_or_none()


def message_by_form(
    session: Session, author: Person, form_key: UUID
) -> SubjectRequestMessage | None:
    sent = select(SubjectRequestMessage).where(
        SubjectRequestMessage.author_id == author.id, SubjectRequestMessage.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def _found(session: Session, request: SubjectRequest | None) -> Story:
    if request is None:
        raise NotFoundError
    return story(session, request)


def _by_request(
    session: Session, table: type[Row], ids: Iterable[UUID], order: Any
) -> Mapping[UUID, Sequence[Row]]:
    """The rows of these requests, each request's in their order."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), people.AT_ONCE):
        some = col(table.request_id).in_(wanted[start : start + people.AT_ONCE])
        for row in session.exec(select(table).where(some).order_by(order, col(table.id))):
            found[row.request_id].append(row)
    return found


def is_open() -> ColumnElement[bool]:
    """On ``subject_request``: not ended, or opened again after its last end."""
    end, again = aliased(SubjectRequestEvent), aliased(SubjectRequestEvent)
    reopened = exists().where(
        col(again.request_id) == col(end.request_id),
        col(again.act) == Act.REOPENED,
        col(again.number) > col(end.number),
    )
    ended = exists().where(
        col(end.request_id) == col(SubjectRequest.id),
        col(end.act).in_([Act.ANSWERED, Act.WITHDRAWN, Act.CLOSED]),
        ~reopened,
    )
    return ~ended
