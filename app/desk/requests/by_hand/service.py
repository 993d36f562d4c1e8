"""Keeping what came outside the portal, one request for each right in the message."""

from collections.abc import Sequence
from functools import partial
from uuid import uuid5

from sqlmodel import Session

from app.access_log import portal
from app.core.errors import NotFoundError, RejectedError
from app.core.language import gettext as _
from app.desk import rules
from app.desk.requests.by_hand.forms import NO_REQUEST, ByHand
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.subject_requests import queries as requests
from app.subject_requests.asking import queries as asking
from app.subject_requests.asking.rules import Asked
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.progress import service as progress


class WhichOneError(RejectedError):
    """A complaint has to say which of the person's requests it is about; ``offered`` are these."""

    def __init__(self, offered: Sequence[SubjectRequest]) -> None:
        super().__init__(_("Choose which request the complaint is about, or that it is none."))
        self.offered = offered


def file(session: Session, officer: Viewer, form: ByHand) -> list[SubjectRequest]:
    """The same form sent again gives the same requests. Raises what filing by hand raises.

    That the person's requests are offered (WhichOneError) is written in the log as a search is.

    Who has left may still ask (UK GDPR Art 15), so the person need not work here now.
    """
    person = people.by_employee_id(session, form.person)
    if person is None:
        raise NotFoundError(_("Nobody with that employee number is known here."))
    about = _about(session, officer, person, form) if Kind.COMPLAINT in form.rights else None
    asked = partial(
        Asked,
        details=form.details,
        access_needs=form.access_needs,
        delivery=form.delivery,
        send_to=form.send_to,
    )
    return [
        by_hand.file_by_hand(
            session,
            officer.person,
            person,
            right,
            asked(scope=asking.named_by_others(session, right, form.practices)),
            received_on=form.received_on,
            channel=form.channel,
            form_key=uuid5(form.form_key, right.value),
            representative=form.representative,
            authority=form.authority,
            about=about,
        )
        for right in form.rights
    ]


def _about(
    session: Session, officer: Viewer, person: Person, form: ByHand
) -> SubjectRequest | None:
    """The person's own request that was chosen; None if she has none, or it is about none."""
    if form.about == NO_REQUEST or not progress.may_have(session, officer.person, person.id):
        return None
    own = [story.request for story in requests.all_own(session, person)]
    chosen = [each for each in own if each.reference == form.about]
    if own and not chosen:
        portal.record_in(session, officer, [person], rules.SEARCH)
        raise WhichOneError(own)
    return chosen[0] if chosen else None
