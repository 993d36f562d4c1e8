"""One's own draft, and what may be chosen in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks import numbering
from app.access_log.looks import queries as looks
from app.concerns.asking import rules
from app.concerns.asking.rules import Draft, Raised
from app.concerns.models import About, ConcernDraft
from app.concerns.reporters import queries as reporters
from app.core import clock, secrets
from app.core.crypto import aead
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Whose
from app.register import queries as register
from app.register.policies import queries as policies
from app.subject_requests.asking.rules import KEPT

DRAFTS = "concerns being written"
LATEST = 30  # entries of the log to choose from


@dataclass(frozen=True)
class Entry:
    """One entry of the reader's, by her reference, and who of us it was, if anybody."""

    key: str
    sentence: str
    accessor_id: UUID | None = None


@dataclass(frozen=True)
class Offered:
    """What a concern may be about: pairs of a code and its title, and entries."""

    practices: Sequence[tuple[str, str]]
    policies: Sequence[tuple[str, str]]
    entries: Sequence[Entry]


def draft_of(session: Session, person: Person) -> tuple[ConcernDraft, Draft] | None:
    """What this person is still writing, unless it is older than 30 days."""
    hers = select(ConcernDraft).where(
        ConcernDraft.person_id == person.id, col(ConcernDraft.saved_at) > clock.now() - KEPT
    )
    row = session.exec(hers).one_or_none()
    return (row, opened(row)) if row else None


def opened(row: ConcernDraft) -> Draft:
    """A draft, unsealed. Raises NotFoundError if it cannot be opened any more."""
    try:
        plain = aead.unseal(secrets.derive(DRAFTS), bytes(row.sealed), row.person_id.bytes)
    except aead.CannotOpenError as lost:
        raise NotFoundError from lost
    return rules.draft_of(plain)


def offered(session: Session, viewer: Whose, chosen: str = "") -> Offered:
    """What applies to her, and her newest entries; ``chosen`` is one that may be older."""
    applying = register.in_force(session, clock.now()).practices_for(viewer.person)
    return Offered(
        practices=[(practice.id, practice.title) for practice, _why in applying],
        policies=[(one.policy_id, one.title) for one in policies.in_force(session)],
        entries=_entries(session, viewer, chosen),
    )


def entry(session: Session, viewer: Whose, reference: str) -> Entry | None:
    """The viewer's entry of this reference, if there is one."""
    number = numbering.number(reference, viewer.employee_id)
    look = None if number is None else log.entry_about(session, viewer.person, number)
    if look is None or look.state != "shown":
        return None
    row = looks.teller_for(session, viewer.person, viewer.zone).row(look)
    accessor = people.by_employee_id(session, look.accessor.id)
    return Entry(row.key, row.sentence, accessor.id if accessor else None)


def title(session: Session, raised: Raised) -> str:
    """What a concern is about, by name: a practice or a policy."""
    return title_of(session, raised.about, raised.object_id)


def title_of(session: Session, about: About, object_id: str) -> str:
    """The title of a practice or a policy; empty for anything else or unknown."""
    if about is About.PRACTICE:
        practice = register.in_force(session, clock.now()).practice(object_id)
        return practice.title if practice else ""
    titles = {one.policy_id: one.title for one in policies.in_force(session)}
    return titles.get(object_id, "") if about is About.POLICY else ""


def owner_of(session: Session, about: About, object_id: str) -> Person | None:
    """Whom the register names as the owner of a practice, if exactly one person is called so.

    A policy has no owner.
    """
    if about is not About.PRACTICE:
        return None
    practice = register.in_force(session, clock.now()).practice(object_id)
    found = reporters.people_called(session, practice.document.owner.name) if practice else []
    return found[0] if len(found) == 1 else None


def _entries(session: Session, viewer: Whose, chosen: str) -> list[Entry]:
    """Looks of people, the newest first. None where the log is away: she can describe it."""
    try:
        rows, _end = looks.portion(session, viewer, None, limit=LATEST)
        found = [
            Entry(row.key, row.sentence)
            for row in rows
            if row.look.state == "shown" and not row.who.automatic
        ]
        if chosen and chosen not in {each.key for each in found}:
            found += [older] if (older := entry(session, viewer, chosen)) else []
    except (KeysUnavailableError, LogUnreadableError):
        return []
    return found
