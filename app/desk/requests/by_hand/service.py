"""Keeping what came outside the portal, one request for each right in the message."""

from uuid import uuid5

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.desk.requests.by_hand.forms import ByHand
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests.asking.rules import Asked
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.models import SubjectRequest


def file(session: Session, officer: Person, form: ByHand) -> list[SubjectRequest]:
    """The same form sent again gives the same requests. Raises what filing by hand raises.

    Who has left may still ask (UK GDPR Art 15), so the person need not work here now.
    """
    person = people.by_employee_id(session, form.person)
    if person is None:
        raise NotFoundError(_("Nobody with that employee number is known here."))
    asked = Asked(
        details=form.details,
        access_needs=form.access_needs,
        delivery=form.delivery,
        send_to=form.send_to,
    )
    return [
        by_hand.file_by_hand(
            session,
            officer,
            person,
            right,
            asked,
            received_on=form.received_on,
            channel=form.channel,
            form_key=uuid5(form.form_key, right.value),
            representative=form.representative,
            authority=form.authority,
        )
        for right in form.rights
    ]
