"""What the pages of a release show; whoever calls has written the look."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.schemas import PracticeDocument
from app.subject_requests.asking.rules import What, scope_of
from app.subject_requests.queries import Story


def practices(session: Session, story: Story) -> Sequence[PracticeDocument]:
    """What the register says of the data asked for: the first text of each part."""
    scope = scope_of(story.request.scope)
    known = register.in_force(session, clock.now()).practices
    return [
        practice.document
        for practice in known
        if scope.what is not What.CHOSEN or practice.id in scope.practices
    ]
