"""Handing an unanswered question to another officer, and then telling the representatives."""

from collections import Counter

from sqlmodel import Session

from app.identity.people.models import Person
from app.questions import queries, rules
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import Act
from app.questions.progress import service as progress
from app.questions.queries import Story
from app.questions.rules import Level


def escalate(session: Session) -> None:
    """Hand on what has no answer by the end of its day; each step once.

    First to another officer, who has the fewest; five working days later, or at once where
    there is no other, the representatives are told its reference and its days, nothing else: not
    who asked or looked, nor who stands too near to either. With nobody left to tell, it waits.
    """
    for waiting in queries.every_waiting(session):
        question, today = waiting.question, waiting.today
        if rules.escalates_to(waiting.standing, question.jurisdiction, today):
            _escalate(session, progress.locked(session, question))


def _escalate(session: Session, story: Story) -> None:
    question = story.question
    level = rules.escalates_to(story.standing, question.jurisdiction, story.today)
    other = _another(session, story) if level is Level.OFFICER else None
    representatives = () if other else kept_apart.representatives_for(session, question)
    if level is None or not (other or representatives):
        return
    level = Level.OFFICER if other else Level.REPRESENTATIVE
    details = {"level": level.value} | ({"owner_id": str(other.id)} if other else {})
    event = progress.append(session, story, Act.ESCALATED, None, details=details)
    progress.tell_asker(session, question, event)
    if other:
        told = {other.id, story.standing.owner_id or other.id}
        progress.tell_these(session, told, question, "late")
    else:
        told = {each.id for each in representatives}
        progress.tell_these(session, told, question, "representative")


def _another(session: Session, story: Story) -> Person | None:
    """The officer with the fewest questions who may have it and has not had it until now."""
    may = kept_apart.officers_for(session, story.question)
    others = [each for each in may if each.id != story.standing.owner_id]
    has = Counter(each.standing.owner_id for each in queries.every_waiting(session))
    return min(others, key=lambda each: (has[each.id], each.name), default=None)
