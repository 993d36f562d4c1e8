"""What an officer does with a request that is not one for two: each checked by part and stage.

``form_key`` is one per form shown: the same form sent again does nothing more. Every act raises
the refusals of ``conditions.rules``; for what each needs, see there.
"""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.conditions import rules
from app.subject_requests.conditions.rules import PauseGround
from app.subject_requests.handling.rules import reminder
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestEvent
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Standing, unsent
from app.subject_requests.queries import Story
from app.subject_requests.telling import service as telling


def take(
    session: Session, request: SubjectRequest, officer: Person, *, form_key: UUID | None = None
) -> SubjectRequestEvent:
    """Have a request that nobody has. Of several who press at once, one has it."""
    return assign(session, request, officer, officer, act=Act.TAKEN, form_key=form_key)


def assign(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    to: Person,
    *,
    reason: str = "",
    act: Act = Act.ASSIGNED,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Give a request to an officer, oneself included. Raises NotAnOfficerForThisError."""
    story, done = _begin(session, request, act, officer, form_key)
    if done:
        return done
    if not progress.may_handle(session, to, request):
        raise progress.NotAnOfficerForThisError
    owner = {"owner_id": str(to.id)}
    return progress.append(
        session, story, act, officer, reason=reason, details=owner, form_key=form_key
    )


def acknowledge(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    text: str = "",
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Tell the person that her complaint was received and is looked into (DPA 2018 s.164A)."""
    story, done = _begin(session, request, Act.ACKNOWLEDGED, officer, form_key)
    if done:
        return done
    event = progress.append(session, story, Act.ACKNOWLEDGED, officer, text=text, form_key=form_key)
    progress.tell(session, request, "acknowledged", event.number)
    return event


def ask_for_proof(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    act: Act = Act.IDENTITY_ASKED,
    text: str,
    reason: str,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Ask who somebody is, or (``AUTHORITY_ASKED``) by what right she asks for another.

    The clock starts when it is shown. Never of somebody who signed in (SAR-7).
    """
    story, done = _begin(session, request, act, officer, form_key)
    if done:
        return done
    asked_already = any(event.act is act for event in story.events)
    rules.check_proof_question(act, request.channel, request.representative, asked_already)
    event = progress.append(
        session, story, act, officer, text=text, reason=reason, form_key=form_key
    )
    progress.tell(session, request, "proof", event.number)
    return event


def confirm_proof(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    act: Act = Act.IDENTITY_CONFIRMED,
    on: date | None = None,
    text: str = "",
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Write down that it was shown, on the day on which it came."""
    story, done = _begin(session, request, act, officer, form_key)
    if done:
        return done
    rules.check_asked(act, story.standing)
    return _as_of(session, story, act, officer, on=on, text=text, form_key=form_key)


def pause(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    ground: PauseGround,
    question: str,
    reason: str,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Ask the person what she means: the clock is stopped from today until she answers."""
    story, done = _begin(session, request, Act.CLARIFICATION_ASKED, officer, form_key)
    if done:
        return done
    rules.check_pause(story.standing, story.today, ground, question, reason)
    event = progress.append(
        session,
        story,
        Act.CLARIFICATION_ASKED,
        officer,
        text=question,
        reason=reason,
        details={"ground": ground.value},
        form_key=form_key,
    )
    progress.tell(session, request, "paused", event.number)
    return event


def record_answer(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    text: str,
    on: date | None = None,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Write down an answer that came outside the portal, on the day on which it came."""
    act = Act.CLARIFICATION_ANSWERED
    story, done = _begin(session, request, act, officer, form_key)
    return done or _as_of(session, story, act, officer, on=on, text=text, form_key=form_key)


def close(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    text: str = "",
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """End a request whose question had no answer for a month (SAR-10). It can be reopened."""
    story, done = _begin(session, request, Act.CLOSED, officer, form_key)
    if done:
        return done
    rules.check_closing(story.standing, story.today)
    event = progress.append(session, story, Act.CLOSED, officer, text=text, form_key=form_key)
    progress.tell(session, request, "closed", event.number)
    return event


def record_withdrawal(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    text: str,
    on: date | None = None,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Write down that the person took her request back outside the portal, and how she said so."""
    story, done = _begin(session, request, Act.WITHDRAWN, officer, form_key)
    if done:
        return done
    event = _as_of(session, story, Act.WITHDRAWN, officer, on=on, text=text, form_key=form_key)
    progress.tell(session, request, "withdrawn", event.number)
    return event


def search(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    sources: int,
    by_hand: str = "",
    form_key: UUID,
) -> SubjectRequestEvent:
    """Write down that this number of sources is asked for the person's data (RSP-5).

    ``by_hand`` names the place that the officer searched herself.
    """
    story, done = _begin(session, request, Act.SEARCHED, officer, form_key)
    if done:
        return done
    details = {"sources": sources} | ({"by_hand": by_hand} if by_hand else {})
    return progress.append(
        session, story, Act.SEARCHED, officer, details=details, form_key=form_key
    )


def record_letter(
    session: Session,
    request: SubjectRequest,
    officer: Person,
    *,
    letter: int,
    way: str,
    to: str,
    on: date,
    form_key: UUID,
) -> SubjectRequestEvent:
    """Write down that the words of an event went out as a letter: by which way, where to, when.

    ``letter`` is the event's number. Raises NoLetterError, ConditionError.
    """
    story, done = _begin(session, request, Act.LETTER_SENT, officer, form_key)
    if done:
        return done
    rules.check_letter(letter, on, unsent(story.events), story.today)
    details = {"letter": letter, "sent": {"way": way, "to": to}}
    return progress.append(
        session, story, Act.LETTER_SENT, officer, on=on, details=details, form_key=form_key
    )


def remind(session: Session) -> None:
    """Tell who has a request once after 14, 21 and 28 days (SAR-12); unread, it is told once.

    While nobody has it, every officer who may have it is told.
    """
    for story in queries.every_open(session):
        days = reminder((story.today - story.request.received_on).days)
        if days is None:
            continue
        owner_id, key = story.standing.owner_id, f"day {days}"
        telling.tell_officers(session, story.request, owner_id, "waits", key, days=days)


def preview_pause(story: Story) -> Standing:
    """Where a request would stand if a question were asked today."""
    return story.foreseen((Act.CLARIFICATION_ASKED, story.today))


def preview_record_answer(story: Story, on: date) -> Standing:
    """Where it would stand if the open question had been answered on a day."""
    return story.foreseen((Act.CLARIFICATION_ANSWERED, on))


def _begin(
    session: Session, request: SubjectRequest, act: Act, officer: Person, form_key: UUID | None
) -> tuple[Story, SubjectRequestEvent | None]:
    """The request while nobody else can act on it, and what this form already did, if it did."""
    story = progress.begin(session, request, officer, form_key)
    done = progress.repeated(story, form_key)
    if done is None:
        progress.may(session, story, act, officer)
    return story, done


def _as_of(
    session: Session,
    story: Story,
    act: Act,
    officer: Person,
    *,
    on: date | None,
    text: str,
    form_key: UUID | None,
) -> SubjectRequestEvent:
    day = on or story.today
    rules.check_day(day, story.request.received_on, story.today)
    return progress.append(session, story, act, officer, on=day, text=text, form_key=form_key)
