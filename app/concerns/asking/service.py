"""Writing a concern: begun, saved page by page, raised or forgotten. Sealed all the while."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.concerns import queries as concerns
from app.concerns import service
from app.concerns.asking import queries
from app.concerns.asking.queries import DRAFTS
from app.concerns.asking.rules import Draft, Question, Raised
from app.concerns.models import Concern, ConcernDraft
from app.concerns.reporters import queries as reporters
from app.core import clock, secrets
from app.core.crypto import aead
from app.core.db import dialects
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.viewer import Whose
from app.subject_requests.asking.rules import KEPT
from app.subject_requests.holds.queries import held_people


def save(
    session: Session,
    person: Person,
    question: Question,
    typed: Mapping[str, str],
    known: Mapping[str, str],
) -> Draft:
    """Keep what was typed on one page, and the whole draft for 30 days more.

    The first page begins it; ``known`` is what the link that led there said, and never replaces
    an answer that was saved.
    """
    dialects.serialise(session, f"concerns of {person.id}")
    found = queries.draft_of(session, person)
    draft = found[1] if found else Draft(new_id())
    if known and not any(draft.answers.get(Question.ABOUT, {}).values()):
        draft = draft.with_answer(Question.ABOUT, known)
    draft = draft.with_answer(question, typed)
    if not found:
        discard(session, person)
    row = found[0] if found else ConcernDraft(person_id=person.id, sealed=b"", saved_at=clock.now())
    row.sealed = aead.seal(secrets.derive(DRAFTS), draft.as_bytes(), person.id.bytes)
    row.saved_at = clock.now()
    session.add(row)
    session.flush()
    return draft


def send(session: Session, viewer: Whose, raised: Raised, *, form_key: UUID) -> Concern:
    """Raise what the draft says; the draft is gone. Sent twice, it is raised once."""
    concern = service.raise_concern(session, viewer, raised, form_key=form_key)
    discard(session, viewer.person)
    return concern


@dataclass(frozen=True)
class Keeping:
    """From whom a draft would be kept: whether whom it names was found, the owner of what it is
    about, and whether an officer is left who may have it."""

    found: bool
    owner: Person | None
    has_officer: bool


def keeping(session: Session, viewer: Whose, raised: Raised) -> Keeping:
    """From whom this would be kept if it were sent now."""
    names = service.names_of(session, viewer, raised)
    owner = queries.owner_of(session, raised.about, raised.object_id)
    return Keeping(
        found=bool(reporters.people_called(session, names.person)),
        owner=owner if owner and owner.id in names.concerned else None,
        has_officer=bool(concerns.who_may_have(session, names)),
    )


def sent_already(session: Session, person: Person, form_key: UUID) -> Concern | None:
    """The concern this draft became, once whoever pressed at the same moment is done."""
    dialects.serialise(session, f"concerns of {person.id}")
    return concerns.own_by_form(session, person, form_key)


def discard(session: Session, person: Person) -> None:
    """Delete what the person was writing."""
    session.exec(delete(ConcernDraft).where(col(ConcernDraft.person_id) == person.id))


def forget_old(session: Session) -> None:
    """Delete what nobody went on with for 30 days; nothing of whoever waits for a copy."""
    before = clock.now() - KEPT
    of_others = col(ConcernDraft.person_id).not_in(held_people())
    session.exec(delete(ConcernDraft).where(col(ConcernDraft.saved_at) <= before, of_others))
