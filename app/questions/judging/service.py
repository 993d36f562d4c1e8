"""What an officer does with a question, each checked by part and stage.

``form_key`` is one per form shown: the same form sent again does nothing more. Every act raises
the refusals of ``progress.begin``.
"""

from uuid import UUID

from sqlmodel import Session

from app.access_log.outcomes import service as outcomes
from app.access_log.outcomes.rules import Outcome, Verdict
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.questions import queries
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import Act, Question, QuestionEvent
from app.questions.progress import service as progress
from app.questions.rules import Name, NotNowError, NotYoursToDoError


class NotAnOfficerForThisError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This officer cannot have this question: they work directly with who asked, or"
                " stand in the line of who looked, or are no officer."
            )
        )


def take(
    session: Session, question: Question, officer: Person, *, form_key: UUID | None = None
) -> QuestionEvent:
    """Have a question that nobody has. Of several who press at once, one has it."""
    return _give(session, question, Act.TAKEN, officer, to=officer, form_key=form_key)


def assign(
    session: Session,
    question: Question,
    officer: Person,
    to: Person,
    *,
    form_key: UUID | None = None,
) -> QuestionEvent:
    """Give a question to an officer, oneself included.

    By whoever has it; by any officer whose it could be while nobody has it, or while the one who
    has it cannot have it any more. Raises NotAnOfficerForThisError, NotYoursToDoError.
    """
    return _give(session, question, Act.ASSIGNED, officer, to=to, form_key=form_key)


def pass_on(
    session: Session, question: Question, officer: Person, *, form_key: UUID | None = None
) -> QuestionEvent:
    """Ask who looked after all, where the privacy team was to check first.

    Raises NotNowError if they have left.
    """
    story, done = progress.begin(session, question, Act.PASSED_ON, officer, form_key)
    if done:
        return done
    accessor = people.by_id(session, question.accessor_id) if question.accessor_id else None
    if not queries.can_be_asked(accessor):
        raise NotNowError
    event = progress.append(session, story, Act.PASSED_ON, officer, form_key=form_key)
    progress.tell_accessor(session, question, "asked")
    progress.tell_asker(session, question, event)
    return event


def decide(
    session: Session,
    question: Question,
    officer: Person,
    *,
    verdict: Verdict,
    reasons: str,
    withheld: str = "",
    form_key: UUID | None = None,
) -> QuestionEvent:
    """Say, once, whether the look was in order; it stands on the entry from then on.

    One outside authority goes to breach triage, and who it was is told unless there is a reason
    against it (``withheld``; LAW LOG-5), though it was decided before that they are not.
    """
    story, done = progress.begin(session, question, Act.DECIDED, officer, form_key)
    if done:
        return done
    event = progress.append(
        session,
        story,
        Act.DECIDED,
        officer,
        text=reasons,
        details={"verdict": verdict.value},
        form_key=form_key,
    )
    found = Outcome(verdict, event.text, event.on, question.reference)
    outcomes.put(session, question.seq, found)
    if verdict is Verdict.OUTSIDE_AUTHORITY:
        _outside_authority(session, question, officer, withheld)
    progress.tell_asker(session, question, event)
    if story.standing.passed_on:
        progress.tell_accessor(session, question, "decided")
    return event


def decide_name(
    session: Session,
    question: Question,
    officer: Person,
    *,
    told: bool,
    needed: str,
    harm: str,
    form_key: UUID | None = None,
) -> QuestionEvent:
    """Decide whether who looked is named: what it is needed for against what it would mean.

    C-579/21 (Pankki S), paragraphs 75 to 83; both are recorded (LAW LOG-5).
    """
    story, done = progress.begin(session, question, Act.NAME_DECIDED, officer, form_key)
    if done:
        return done
    factors = {"told": told, "needed": needed.strip(), "harm": harm.strip()}
    event = progress.append(
        session, story, Act.NAME_DECIDED, officer, details=factors, form_key=form_key
    )
    progress.tell_asker(session, question, event)
    return event


def _give(
    session: Session,
    question: Question,
    act: Act,
    officer: Person,
    *,
    to: Person,
    form_key: UUID | None,
) -> QuestionEvent:
    story, done = progress.begin(session, question, act, officer, form_key)
    if done:
        return done
    holder = story.standing.owner_id
    if holder != officer.id and kept_apart.is_held(session, question, holder):
        raise NotYoursToDoError(_("Only the officer who has this question can give it away."))
    if not kept_apart.may_have(session, to, question):
        raise NotAnOfficerForThisError
    owner = {"owner_id": str(to.id)}
    event = progress.append(session, story, act, officer, details=owner, form_key=form_key)
    if to.id != officer.id:
        progress.tell_these(session, [to.id], question, "given", event.number)
    return event


def _outside_authority(
    session: Session, question: Question, officer: Person, withheld: str
) -> None:
    progress.append(session, queries.story(session, question), Act.HANDED_TO_TRIAGE, officer)
    story = queries.story(session, question)
    if question.accessor_id is None or story.standing.name is Name.TOLD:
        return
    factors = {"told": not withheld.strip(), "needed": "", "harm": withheld.strip()}
    progress.append(session, story, Act.NAME_DECIDED, officer, details=factors)
