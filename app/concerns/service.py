"""What a person can do with her own concerns: raise one, write, ask for another officer, end it."""

from uuid import UUID

from sqlmodel import Session

from app.concerns import queries
from app.concerns.asking import queries as asking
from app.concerns.asking.rules import Raised
from app.concerns.models import About, Act, Concern, ConcernEvent, ConcernMessage
from app.concerns.progress import service as progress
from app.concerns.progress.rules import NotNowError, NotYoursToDoError, Part, Status
from app.concerns.progress.service import AnotherFormError
from app.concerns.reporters import queries as reporters
from app.concerns.reporters.rules import Sealed
from app.core import clock, references
from app.core.db.base import new_id
from app.core.language import gettext as _
from app.identity.calendars.rules import local_day
from app.identity.people.models import Person
from app.identity.viewer import Whose
from app.subject_requests.service import jurisdiction_of


def raise_concern(session: Session, viewer: Whose, raised: Raised, *, form_key: UUID) -> Concern:
    """Keep what somebody worries about; the days to acknowledge it count from today.

    The same draft sent again gives the same concern.
    """
    person, concern_id = viewer.person, new_id()
    if sent := queries.own_by_form(session, person, form_key):
        return sent
    names = names_of(session, viewer, raised)
    concern = Concern(
        id=concern_id,
        reference=references.new("CON"),
        naming=raised.naming,
        about=raised.about,
        object_id=raised.object_id if asking.title(session, raised) else "",
        what=raised.what.strip(),
        wish=raised.wish.strip(),
        received_on=local_day(names.jurisdiction, clock.now()),
        filed_at=clock.now(),
        raised_by=reporters.digest(raised.naming, person.id),
        sealed=reporters.sealed(concern_id, names),
        form_key=form_key,
    )
    session.add(concern)
    session.flush()
    progress.append(session, queries.story(session, concern), Act.RECEIVED, person)
    progress.tell_officers(session, queries.story(session, concern), "new", "new")
    return concern


def names_of(session: Session, viewer: Whose, raised: Raised) -> Sealed:
    """What is sealed of it. Who looked is concerned by a concern about that look, and a practice's
    owner by one about the practice."""
    person = viewer.person
    where = jurisdiction_of(session, person)
    named = raised.person.strip() if raised.about is About.CONDUCT else ""
    concerned = {one.id for one in reporters.people_called(session, named)}
    if owner := asking.owner_of(session, raised.about, raised.object_id):
        concerned |= {owner.id}
    entry, sentence = raised.entry if raised.about is About.ACCESS else "", ""
    if entry and (found := asking.entry(session, viewer, entry)):
        sentence = found.sentence
        concerned |= {found.accessor_id} if found.accessor_id else set()
    concerned -= {person.id}
    return Sealed(person.id, where, tuple(sorted(concerned)), named, entry, sentence)


def write(
    session: Session, concern: Concern, author: Person, text: str, *, form_key: UUID
) -> ConcernMessage:
    """Send a message, until it is closed. Written by who raised it, or the officer who has it.

    Raises NotYoursToDoError, AnotherFormError, NotNowError.
    """
    told = progress.locked(session, concern)
    part = queries.part_of(session, told, author)
    if part not in {Part.REPORTER, Part.OWNER}:
        raise NotYoursToDoError(_("Only the officer who has this concern can write about it."))
    author_id = None if part is Part.REPORTER else author.id
    if sent := queries.message_by_form(session, concern, form_key):
        if (sent.author_id, sent.text) != (author_id, text.strip()):
            raise AnotherFormError
        return sent
    if told.standing.status is Status.CLOSED:  # nobody reads it any more
        raise NotNowError(_("This concern has ended. You can raise another one."))
    message = ConcernMessage(
        concern_id=concern.id,
        author_id=author_id,
        text=text.strip(),
        at=clock.now(),
        form_key=form_key,
    )
    session.add(message)
    session.flush()
    if part is Part.OWNER:
        progress.tell_reporter(session, told, "message", message.id)
    else:
        progress.tell_officers(session, told, "message", f"message {message.id}")
    return message


def escalate(
    session: Session, concern: Concern, person: Person, *, text: str, form_key: UUID
) -> ConcernEvent:
    """Ask that another officer looks again: nobody who has had it, while there is another."""
    told = progress.begin(session, concern, Act.ESCALATED, person, form_key)
    if done := progress.repeated(told, Act.ESCALATED, person, form_key):
        return done
    progress.may(session, told, Act.ESCALATED, person)
    event = progress.append(session, told, Act.ESCALATED, person, text=text, form_key=form_key)
    progress.tell_officers(session, queries.story(session, concern), "again", "again")
    return event


def close(
    session: Session, concern: Concern, person: Person, *, text: str = "", form_key: UUID
) -> ConcernEvent:
    """End a concern: the reporter whenever she likes, the officer once it is answered."""
    told = progress.begin(session, concern, Act.CLOSED, person, form_key)
    if done := progress.repeated(told, Act.CLOSED, person, form_key):
        return done
    progress.may(session, told, Act.CLOSED, person)
    event = progress.append(session, told, Act.CLOSED, person, text=text, form_key=form_key)
    if event.actor_id is not None:
        progress.tell_reporter(session, told, "closed", event.number)
    elif told.standing.owner_id:
        progress.tell_officers(session, told, "closed", "closed")
    return event
