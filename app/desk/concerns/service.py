"""An officer's look at a concern she has: in the log before anything of it is shown."""

from uuid import UUID

from sqlmodel import Session

from app.access_log import portal
from app.cases import service as cases
from app.concerns.handling import service as handling
from app.concerns.models import Act, ConcernEvent
from app.concerns.progress import service as progress
from app.concerns.queries import Story
from app.concerns.reporters import queries as reporters
from app.desk.concerns import rules
from app.desk.rules import SEARCH
from app.identity.people import queries as people
from app.identity.viewer import Viewer


def record(officer: Viewer, told: Story) -> None:
    """Write a look in a transaction of its own, before the page is read: no record, no byte."""
    with portal.recording() as session:
        record_in(session, officer, told)


def record_in(session: Session, officer: Viewer, told: Story) -> None:
    """The same with the writing of a form whose answer shows the concern.

    It stands in the reporter's log alone: a case would join her to the concern. It is not
    counted among the day's people, but the day's limit holds for it. Of who came without a name
    there is no log to write in.
    """
    if told.sealed.reporter_id is None:
        return
    person = people.by_id(session, told.sealed.reporter_id)
    assert person is not None
    named = told.standing.name_is_open(told.concern.naming, officer.id)
    cases.check(session, officer.person, person, unnamed=not named)
    portal.record_in(session, officer, [person], rules.look_at_concern(told.concern.reference))


def name_person(
    session: Session, officer: Viewer, told: Story, *, typed: str, form_key: UUID
) -> ConcernEvent:
    """Name whom a concern is about; whoever has that name can read that it came up, as in a search.

    The entry names no concern, and stands though the name is refused. Raises what
    ``handling.name_person`` raises.
    """
    if not progress.repeated(told, Act.PERSON_NAMED, officer.person, form_key):
        progress.may(session, told, Act.PERSON_NAMED, officer.person)
        if found := reporters.people_called(session, typed):
            portal.record_in(session, officer, found, SEARCH)
    return handling.name_person(
        session, told.concern, officer.person, typed=typed, form_key=form_key
    )
