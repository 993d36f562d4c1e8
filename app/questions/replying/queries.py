"""The copy of a question that who looked reads: whose it is, and what was typed, is not in it."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.access_log.looks.views import Row
from app.access_log.outcomes.rules import Verdict
from app.identity.viewer import Viewer
from app.questions import queries
from app.questions.models import Act
from app.questions.queries import Story


@dataclass(frozen=True)
class Copy:
    """What is asked of who looked. No moment in it is finer than a day.

    The look's own fields are empty once its content was erased.
    """

    reference: str
    passed_on: date
    due: date | None
    looked_on: date | None
    action: str
    data: str
    system: str
    why: str
    waits: bool
    reply: str
    case: str
    replied_on: date | None
    verdict: Verdict | None


def copy(session: Session, viewer: Viewer, reference: str) -> Copy:
    """A question about the viewer's own look, or NotFoundError.

    Raises KeysUnavailableError, LogUnreadableError.
    """
    story = queries.asked_of(session, viewer.person, reference)
    whose = replace(queries.asked_about(session, story.question), zone=viewer.zone)
    return _copy(story, queries.entry(session, whose, story.question.seq))


def _copy(story: Story, row: Row | None) -> Copy:
    standing, reply = story.standing, story.event(Act.REPLIED)
    assert standing.passed_on is not None
    return Copy(
        reference=story.reference,
        passed_on=standing.passed_on,
        due=standing.reply_due,
        looked_on=row.day if row else None,
        action=row.look.action if row else "",
        data=row.what if row else "",
        system=row.system if row else "",
        why=row.why if row else "",
        waits=standing.is_open and reply is None,
        reply=reply.text if reply else "",
        case=str(reply.details.get("case", "")) if reply else "",
        replied_on=standing.replied_on,
        verdict=standing.verdict,
    )
