"""What was found of a person's entries."""

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.access_log.models import Entry
from app.access_log.outcomes.models import EntryOutcome
from app.access_log.outcomes.rules import Outcome
from app.core.db.session import fetch
from app.identity.people.models import Person

# Columns, not objects: it is asked by every page of entries.
_HERS = (
    columns(
        col(EntryOutcome.seq),
        col(EntryOutcome.verdict),
        col(EntryOutcome.reasons),
        col(EntryOutcome.decided_on),
        col(EntryOutcome.reference),
    )
    .join(Entry, col(Entry.seq) == col(EntryOutcome.seq))
    .where(
        col(Entry.subject) == bindparam("person"),
        col(Entry.seq).between(bindparam("first"), bindparam("last")),
    )
)


def told(session: Session, person: Person, first: int, last: int) -> dict[int, Outcome]:
    """What was found of a person's entries between two, both included, by entry."""
    hers = fetch(session, _HERS, person=person.id, first=first, last=last)
    return {seq: Outcome(*found) for seq, *found in hers}
