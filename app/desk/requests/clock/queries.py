"""Where a request would stand, before anything is written. Each raises what doing it would."""

from sqlmodel import Session

from app.desk.requests.clock.forms import Extending, Pausing, Restarting
from app.identity.people.models import Person
from app.subject_requests.conditions import rules
from app.subject_requests.deciding import service as deciding
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Standing
from app.subject_requests.queries import Story


def after_pause(session: Session, story: Story, officer: Person, form: Pausing) -> Standing:
    """If the question were sent today (SAR-4, SAR-5)."""
    progress.may(session, story, Act.CLARIFICATION_ASKED, officer)
    rules.check_pause(story.standing, story.today, form.ground, form.question, form.reason)
    return handling.preview_pause(story)


def after_restart(session: Session, story: Story, officer: Person, form: Restarting) -> Standing:
    """If the question had been answered on that day."""
    progress.may(session, story, Act.CLARIFICATION_ANSWERED, officer)
    rules.check_day(form.on, story.request.received_on, story.today)
    return handling.preview_record_answer(story, form.on)


def after_extension(session: Session, story: Story, officer: Person, form: Extending) -> Standing:
    """If a second officer approved it today (SAR-6)."""
    progress.may(session, story, Act.EXTENDED, officer)
    rules.check_extension(story.standing, story.today, form.ground, form.reason)
    return deciding.preview_extension(story)
