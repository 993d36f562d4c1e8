"""Who hears of what was done from the command line."""

from sqlmodel import Session

from app.cli import told
from app.notifications import queries
from app.notifications.models import Kind
from tests.support.cast import Cast


def test_officers_and_representatives_are_told_and_nobody_else(
    session: Session, cast: Cast
) -> None:
    told.tell(session, "roles grant", role="officer")

    heard = {
        person.name: [update.kind for update in queries.updates_of(session, person.id)]
        for person in cast.everyone
    }
    listeners = {name for name, kinds in heard.items() if kinds}
    assert listeners == {"Helen Marsh", "Daniel Osei", "Ewan Galbraith"}
    assert heard["Helen Marsh"] == [Kind.COMMAND_LINE_ACT]
