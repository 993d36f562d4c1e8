"""An officer's look at a document: in the log, by its kind, before anything of it is read."""

from sqlmodel import Session

from app.answers.covering import queries as covering
from app.answers.gathering.models import GatheredDocument
from app.desk.requests import service as requests
from app.identity.viewer import Viewer
from app.subject_requests.queries import Story


def owned(
    session: Session, officer: Viewer, reference: str, number: int
) -> tuple[Story, GatheredDocument]:
    """A document of the officer's own request, or NotFoundError."""
    story = requests.owned(session, officer, reference)
    return story, covering.document(session, story.request.id, number)


def record(officer: Viewer, story: Story, *documents: GatheredDocument) -> None:
    """Write a look at these documents in a transaction of its own: no record, no byte."""
    requests.record(officer, story, documents=bool(documents))


def record_in(
    session: Session, officer: Viewer, story: Story, *documents: GatheredDocument
) -> None:
    """The same with the writing of a form whose answer shows them."""
    requests.record_in(session, officer, story.request, documents=bool(documents))
