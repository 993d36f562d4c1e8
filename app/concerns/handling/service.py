"""What an officer does with a concern. ``form_key``: the same form sent again does nothing more."""

from uuid import UUID

from sqlmodel import Session

from app.concerns import queries
from app.concerns.models import Act, Concern, ConcernEvent, ConcernNote, Outcome
from app.concerns.progress import service as progress
from app.concerns.progress.rules import NotYoursToDoError
from app.concerns.progress.service import AnotherFormError
from app.concerns.queries import Story
from app.concerns.reporters import queries as reporters
from app.core import clock
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests.handling.rules import reminder


class NotForThisOfficerError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This officer cannot have this concern: somebody in it is that officer or works"
                " directly with them, or they have had it before."
            )
        )


class NobodyCalledSoError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Nobody who works here has exactly this name or employee number."))


def take(
    session: Session, concern: Concern, officer: Person, *, form_key: UUID | None = None
) -> ConcernEvent:
    """Have a concern that nobody has. Of several who press at once, one has it."""
    told, done = _begin(session, concern, Act.TAKEN, officer, form_key)
    if done:
        return done
    owner = {"owner_id": str(officer.id)}
    return progress.append(session, told, Act.TAKEN, officer, details=owner, form_key=form_key)


def assign(
    session: Session,
    concern: Concern,
    officer: Person,
    to: Person,
    *,
    reason: str = "",
    form_key: UUID | None = None,
) -> ConcernEvent:
    """Give a concern to another officer. A confidential reporter's name does not go with it.

    By whoever has it; by any officer whose it could be while nobody has it, or while the one who
    has it cannot have it any more. Raises NotForThisOfficerError, NotYoursToDoError.
    """
    told, done = _begin(session, concern, Act.ASSIGNED, officer, form_key)
    if done:
        return done
    holder = told.standing.owner_id
    may = {each.id for each in queries.officers_for(session, told)}
    if holder != officer.id and holder in may:
        raise NotYoursToDoError(_("Only the officer who has this concern can give it away."))
    if to.id not in may or to.id == holder:
        raise NotForThisOfficerError
    owner = {"owner_id": str(to.id)}
    event = progress.append(
        session, told, Act.ASSIGNED, officer, reason=reason, details=owner, form_key=form_key
    )
    progress.tell_officers(
        session, queries.story(session, concern), "given", f"given {event.number}"
    )
    return event


def acknowledge(
    session: Session, concern: Concern, officer: Person, *, text: str = "", form_key: UUID
) -> ConcernEvent:
    """Tell who raised it that it was received and is looked into (DPA 2018 s.164A)."""
    told, done = _begin(session, concern, Act.ACKNOWLEDGED, officer, form_key)
    if done:
        return done
    event = progress.append(session, told, Act.ACKNOWLEDGED, officer, text=text, form_key=form_key)
    progress.tell_reporter(session, told, "acknowledged", event.number)
    return event


def name_person(
    session: Session, concern: Concern, officer: Person, *, typed: str, form_key: UUID
) -> ConcernEvent:
    """Write down, sealed, whom the concern is about, so that it is kept from them and theirs.

    If that is somebody near the officer herself, she no longer has it. Naming who raised it
    changes nothing and tells nothing. Raises NobodyCalledSoError; of several with one name the
    employee number says which.
    """
    before = queries.story(session, concern)
    if sent := progress.repeated(before, Act.PERSON_NAMED, officer, form_key):
        return sent
    found = reporters.people_called(session, typed)
    if len(found) != 1:
        raise NobodyCalledSoError
    told, done = _begin(session, concern, Act.PERSON_NAMED, officer, form_key)
    if done:
        return done
    event = progress.append(
        session, told, Act.PERSON_NAMED, officer, named=found[0], form_key=form_key
    )
    after = queries.story(session, concern)
    if not queries.is_for(session, officer, after):
        progress.append(session, after, Act.PUT_BACK, officer)
        progress.tell_officers(session, queries.story(session, concern), "new", "put back")
    return event


def answer(
    session: Session,
    concern: Concern,
    officer: Person,
    *,
    outcome: Outcome,
    text: str,
    does: str = "",
    form_key: UUID,
) -> ConcernEvent:
    """Say what was found and what is done now. It counts as the acknowledgement, if none went."""
    told, done = _begin(session, concern, Act.ANSWERED, officer, form_key)
    if done:
        return done
    event = progress.append(
        session,
        told,
        Act.ANSWERED,
        officer,
        outcome=outcome,
        text=text,
        reason=does,
        form_key=form_key,
    )
    progress.tell_reporter(session, told, "answered", event.number)
    return event


def note(
    session: Session, concern: Concern, officer: Person, text: str, *, form_key: UUID
) -> ConcernNote:
    """Write down something for whoever has the concern. No page shows it to the reporter."""
    told = progress.locked(session, concern)
    if told.standing.owner_id != officer.id:
        raise NotYoursToDoError(_("Only the officer who has this concern can do this."))
    if sent := queries.note_by_form(session, concern, form_key):
        if (sent.author_id, sent.text) != (officer.id, text.strip()):
            raise AnotherFormError
        return sent
    written = ConcernNote(
        concern_id=concern.id,
        author_id=officer.id,
        text=text.strip(),
        at=clock.now(),
        form_key=form_key,
    )
    session.add(written)
    session.flush()
    return written


def remind(session: Session) -> None:
    """Tell who has a concern once after 14, 21 and 28 days, until it is acknowledged."""
    for told in queries.every_open(session):
        days = reminder((told.today - told.concern.received_on).days)
        if days and not told.standing.acknowledged_on:
            progress.tell_officers(session, told, "waits", f"day {days}", days=days)


def _begin(
    session: Session, concern: Concern, act: Act, officer: Person, form_key: UUID | None
) -> tuple[Story, ConcernEvent | None]:
    told = progress.begin(session, concern, act, officer, form_key)
    done = progress.repeated(told, act, officer, form_key)
    if done is None:
        progress.may(session, told, act, officer)
    return told, done
