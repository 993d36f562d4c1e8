"""Logging a request that was not made in the portal: the form is never compulsory (SAR-8)."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests import service as requests
from app.subject_requests.asking.rules import Asked
from app.subject_requests.conditions import rules
from app.subject_requests.models import Channel, Kind, SubjectRequest
from app.subject_requests.progress import service as progress


class NotByHandError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Say how the request came: by voice, by mail or by post."))


def file_by_hand(
    session: Session,
    officer: Person,
    person: Person,
    kind: Kind,
    asked: Asked,
    *,
    received_on: date,
    channel: Channel,
    form_key: UUID,
    representative: str = "",
    authority: str = "",
    about: SubjectRequest | None = None,
) -> SubjectRequest:
    """Log what somebody asked for outside the portal, as of the day it came (SAR-8).

    ``about`` is the person's own request that a complaint is about.

    Raises NotAnOfficerForThisError, NotByHandError, ConditionError, AnotherFormError.
    """
    if not progress.may_have(session, officer, person.id):
        raise progress.NotAnOfficerForThisError
    if channel is Channel.PORTAL:
        raise NotByHandError
    where = requests.jurisdiction_of(session, person)
    rules.check_received(received_on, queries.today(where))
    request = SubjectRequest(
        **requests.fields(kind, asked),
        person_id=person.id,
        received_on=received_on,
        jurisdiction=where,
        channel=channel,
        filed_by_id=officer.id,
        representative=representative.strip(),
        authority=authority.strip(),
        about_id=about.id if about and kind is Kind.COMPLAINT else None,
        form_key=form_key,
    )
    return requests.receive(session, request, officer)
