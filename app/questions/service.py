"""What a person can do about a look at her record: ask about it, and ask who it was."""

from uuid import UUID

from sqlmodel import Session

from app.access_log.looks import queries as looks
from app.access_log.looks.display import Display
from app.access_log.looks.views import Row
from app.core import clock, references
from app.core.db import dialects
from app.identity.calendars.rules import is_known, local_day
from app.identity.establishments import queries as establishments
from app.identity.people.models import Person
from app.questions import queries
from app.questions.models import About, Act, First, Question, QuestionEvent
from app.questions.progress import service as progress
from app.questions.rules import NotNowError, OfConcernError

DEFAULT_JURISDICTION = "GB-EAW"  # where the place of work is not known: nobody is kept from asking


def ask(
    session: Session, person: Person, row: Row, *, about: About, text: str, first: First
) -> Question:
    """Ask about one entry of one's own, once: a second time gives what was asked before.

    Where there is nobody to ask, the privacy team answers. Raises OfConcernError.
    """
    if row.of_concern:
        raise OfConcernError
    dialects.serialise(session, f"questions of {person.id}")
    if asked := queries.own_about(session, person, row.look.seq):
        return asked
    accessor = queries.accessor_of(session, row)
    place = establishments.by_code(session, person.establishment)
    known = place is not None and is_known(place.jurisdiction)
    jurisdiction = place.jurisdiction if place and known else DEFAULT_JURISDICTION
    question = Question(
        reference=references.new("Q"),
        person_id=person.id,
        seq=row.look.seq,
        accessor_id=accessor.id if accessor else None,
        about=about,
        text=text.strip(),
        first=first if queries.can_be_asked(accessor) else First.TEAM,
        jurisdiction=jurisdiction,
        asked_on=local_day(jurisdiction, clock.now()),
        asked_at=clock.now(),
    )
    session.add(question)
    session.flush()
    _begin(session, question, person)
    return question


def ask_for_name(
    session: Session, question: Question, person: Person, *, form_key: UUID | None = None
) -> QuestionEvent:
    """“Who was this?” (LAW LOG-5): an officer decides. Raises as ``progress.begin``.

    Where names are shown anyway, there is nothing to ask.
    """
    if looks.display_for(session, person) is Display.NAME:
        raise NotNowError
    story, done = progress.begin(session, question, Act.NAME_ASKED, person, form_key)
    if done:
        return done
    event = progress.append(session, story, Act.NAME_ASKED, person, form_key=form_key)
    progress.tell_desk(session, story, "name-asked")
    return event


def _begin(session: Session, question: Question, person: Person) -> None:
    progress.append(session, queries.story(session, question), Act.ASKED, person)
    if question.first is First.ACCESSOR:
        progress.append(session, queries.story(session, question), Act.PASSED_ON, None)
        progress.tell_accessor(session, question, "asked")
    progress.tell_desk(session, queries.story(session, question), "new")
