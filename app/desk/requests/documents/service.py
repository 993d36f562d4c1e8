"""An officer's look at a document: in the log, by its kind, before anything of it is read."""

from sqlmodel import Session

from app.answers.covering import queries as covering
from app.answers.covering.deciding import queries as deciding_queries
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.service import Found
from app.answers.gathering.models import GatheredDocument
from app.core.db.session import reading
from app.desk.requests import service as requests
from app.desk.requests.documents.forms import Covering
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


def find(officer: Viewer, reference: str, number: int, wanted: Covering) -> Found:
    """Where words stand, in a document of the officer's own request or in all of it.

    The rows are read in a transaction of its own, the texts in none: nothing waits for them.
    """
    with reading() as session:
        _story, document = owned(session, officer, reference, number)
        states = deciding_queries.searched(session, document, everywhere=wanted.everywhere)
    return deciding.find(states, wanted.words)
