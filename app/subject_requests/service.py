"""What a person can do with her own requests: file, write, change, answer, withdraw."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import clock, references
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.calendars.rules import is_known
from app.identity.establishments import queries as establishments
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.asking import queries as asking
from app.subject_requests.asking.rules import Asked, scope_of
from app.subject_requests.conditions.rules import NotYoursToDoError
from app.subject_requests.models import (
    Act,
    Channel,
    Kind,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestMessage,
)
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Part, Status
from app.subject_requests.queries import Story
from app.subject_requests.restrictions import service as restrictions
from app.subject_requests.telling import service as telling

DEFAULT_JURISDICTION = "GB-EAW"  # where the place of work is not known: nobody is kept from asking


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def file(
    session: Session,
    person: Person,
    kind: Kind,
    asked: Asked,
    *,
    form_key: UUID,
    about: SubjectRequest | None = None,
) -> SubjectRequest:
    """File one's own request: its clock starts today, with nothing to prove (SAR-7).

    The same form sent again gives the same request. Raises AnotherFormError.
    """
    where = jurisdiction_of(session, person)
    request = SubjectRequest(
        **fields(kind, asked),
        person_id=person.id,
        received_on=queries.today(where),
        jurisdiction=where,
        channel=Channel.PORTAL,
        filed_by_id=person.id,
        about_id=about.id if about else None,
        form_key=form_key,
    )
    return receive(session, request, person)


def fields(kind: Kind, asked: Asked) -> dict[str, Any]:
    """What a request keeps of what is asked, and how it is known."""
    return {
        "reference": references.new("REQ"),
        "kind": kind,
        "scope": asked.scope.as_json(),
        "since": asked.since,
        "until": asked.until,
        "format": asked.format,
        "delivery": asked.delivery,
        "send_to": asked.send_to.strip(),
        "details": asked.details.strip(),
        "access_needs": asked.access_needs.strip(),
        "filed_at": clock.now(),
    }


def receive(
    session: Session, request: SubjectRequest, filed_by: Person, *, stage: str = "received"
) -> SubjectRequest:
    """Keep a new request with its receipt, and tell the person.

    What a correction or an objection names is not used while it is checked. Raises
    AnotherFormError, NotObjectableError.
    """
    if sent := queries.own_by_form(session, filed_by, request.form_key):
        return _same(sent, request)
    asking.check_objectable(session, request.kind, scope_of(request.scope))
    session.add(request)
    session.flush()
    story = queries.story(session, request)
    progress.append(session, story, Act.RECEIVED, filed_by, on=request.received_on)
    restrictions.keep_while_checked(session, request, filed_by)
    progress.tell(session, request, stage, 1)
    telling.tell_officers(session, request, None, "new", "new", but=filed_by)
    return request


def jurisdiction_of(session: Session, person: Person) -> str:
    """Whose holidays the clock of a person's request keeps: those of her place of work."""
    place = establishments.by_code(session, person.establishment)
    return place.jurisdiction if place and is_known(place.jurisdiction) else DEFAULT_JURISDICTION


def write(
    session: Session, request: SubjectRequest, author: Person, text: str, *, form_key: UUID
) -> SubjectRequestMessage:
    """Send a message. The person's restarts a clock that waits for her answer (SAR-4).

    Written by whose request it is, or by the officer who has it, at every stage. Raises
    NotYoursToDoError, AnotherFormError.
    """
    story = _to_write_about(session, request, author)
    part = progress.part_of(session, story, author)
    if part not in {Part.SUBJECT, Part.OWNER}:
        raise NotYoursToDoError(_("Only the officer who has this request can write about it."))
    if sent := queries.message_by_form(session, author, form_key):
        if (sent.request_id, sent.text) != (request.id, text.strip()):
            raise AnotherFormError
        return sent
    message = SubjectRequestMessage(
        request_id=request.id,
        author_id=author.id,
        text=text.strip(),
        at=clock.now(),
        form_key=form_key,
    )
    session.add(message)
    session.flush()
    if part is Part.OWNER:
        progress.tell(session, request, "message", message.id)
        return message
    owner_id, key = story.standing.owner_id, f"message {message.id}"
    telling.tell_officers(session, request, owner_id, "message", key)
    if story.standing.status is Status.PAUSED:
        _answered(session, story, author, message)
    return message


def change(
    session: Session, request: SubjectRequest, person: Person, *, text: str, form_key: UUID
) -> SubjectRequestEvent:
    """Say what is wanted instead, or less of. The first asking stays as it was."""
    return _act(session, request, Act.CHANGED, person, text=text, form_key=form_key)


def withdraw(
    session: Session, request: SubjectRequest, person: Person, *, text: str = "", form_key: UUID
) -> SubjectRequestEvent:
    """End one's own request. No reason is asked for."""
    return _act(session, request, Act.WITHDRAWN, person, text=text, form_key=form_key)


def reopen(
    session: Session, request: SubjectRequest, person: Person, *, form_key: UUID
) -> SubjectRequestEvent:
    """Open a request again that was closed because a question stayed without an answer."""
    return _act(session, request, Act.REOPENED, person, form_key=form_key)


def _to_write_about(session: Session, request: SubjectRequest, author: Person) -> Story:
    """A message leaves a decision that is asked for as it is; an answer makes it void."""
    waits = queries.story(session, request).standing.status is Status.PAUSED
    if waits and author.id == request.person_id:
        return progress.begin(session, request, author)
    return progress.locked(session, request)


def _answered(
    session: Session, story: Story, person: Person, message: SubjectRequestMessage
) -> None:
    """The clock runs again from today."""
    progress.may(session, story, Act.CLARIFICATION_ANSWERED, person)
    details = {"message_id": str(message.id)}
    progress.append(session, story, Act.CLARIFICATION_ANSWERED, person, details=details)


def _act(
    session: Session,
    request: SubjectRequest,
    act: Act,
    person: Person,
    *,
    text: str = "",
    form_key: UUID,
) -> SubjectRequestEvent:
    story = progress.begin(session, request, person, form_key)
    if done := progress.repeated(story, form_key):
        return done
    progress.may(session, story, act, person)
    event = progress.append(session, story, act, person, text=text, form_key=form_key)
    owner_id, key = story.standing.owner_id, f"{act.value} {event.number}"
    telling.tell_officers(session, request, owner_id, act.value, key, but=person)
    return event


def _same(sent: SubjectRequest, again: SubjectRequest) -> SubjectRequest:
    told = ("person_id", "kind", "scope", "since", "until", "details", "about_id")
    if any(getattr(sent, name) != getattr(again, name) for name in told):
        raise AnotherFormError
    return sent
