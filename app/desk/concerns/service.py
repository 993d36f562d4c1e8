"""An officer's look at a concern she has: in the log before anything of it is shown."""

from sqlmodel import Session

from app.access_log import portal
from app.cases import service as cases
from app.cases.models import Purpose
from app.concerns.models import Naming
from app.concerns.queries import Story
from app.desk import service as desk
from app.desk.concerns import rules
from app.identity.people import queries as people
from app.identity.viewer import Viewer


def record(officer: Viewer, told: Story) -> None:
    """Write a look in a transaction of its own, before the page is read: no record, no byte."""
    with portal.recording() as session:
        record_in(session, officer, told)


def record_in(session: Session, officer: Viewer, told: Story) -> None:
    """The same with the writing of a form whose answer shows the concern.

    A confidential reporter's stands in her log alone: a case would join her to the concern. It
    is not counted among the day's people, but the day's limit holds for it.
    """
    person = people.by_id(session, told.sealed.reporter_id)
    assert person is not None
    act, reference = rules.look_at_concern(told.concern.reference), told.concern.reference
    if told.concern.naming is Naming.CONFIDENTIAL:
        cases.check(session, officer.person, person)
        portal.record_in(session, officer, [person], act)
        return
    purpose, key = Purpose.ANSWER_CONCERN, told.concern.id
    desk.look_at(session, officer, person, purpose, act, ticket=reference, form_key=key)
