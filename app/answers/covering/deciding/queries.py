"""What is covered in a gathering, and which of its passages say the same."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from app.answers.covering import queries
from app.answers.covering.deciding.rules import Span
from app.answers.covering.models import CoveringDecision, CoveringSuggestion
from app.answers.covering.queries import State
from app.answers.covering.standing import queries as standing
from app.answers.gathering.models import GatheredDocument, Gathering


def covers_of(
    session: Session, gathering: Gathering, *, reason: str = "", after: int = 0, limit: int = 50
) -> list[tuple[GatheredDocument, CoveringDecision]]:
    """What is covered in a gathering, in the order of its documents, ``after`` so many."""
    place = (col(GatheredDocument.number), col(CoveringDecision.start_at))
    found = (
        select(GatheredDocument, CoveringDecision)
        .join(CoveringDecision)
        .where(queries.in_gathering(gathering), standing.covers())
        .order_by(*place, col(CoveringDecision.number))
    )
    if reason:
        found = found.where(CoveringDecision.reason == reason)
    return list(session.exec(found.offset(after).limit(limit)).all())


def searched(session: Session, document: GatheredDocument, *, everywhere: bool) -> list[State]:
    """The documents in which words are to be covered: this one, or all that came with it."""
    return states(session, ids(session, document) if everywhere else [document.id])


def ids(session: Session, document: GatheredDocument) -> set[UUID]:
    """All documents that came with this one, and it."""
    here = GatheredDocument.gathering_id == document.gathering_id
    return set(session.exec(select(GatheredDocument.id).where(here)))


def states(session: Session, wanted: Iterable[UUID]) -> list[State]:
    """These documents as they stand, in the order of their numbers."""
    some, found = list(wanted), list[GatheredDocument]()
    for start in range(0, len(some), queries.AT_ONCE):
        here = col(GatheredDocument.id).in_(some[start : start + queries.AT_ONCE])
        found += session.exec(select(GatheredDocument).where(here))
    return queries.states(session, sorted(found, key=lambda each: each.number))


def same_open(session: Session, state: State, span: Span) -> int:
    """How many open passages of the gathering, without this one, say the same as a suggestion."""
    return sum(
        len(spans) - (span in spans and each.document.id == state.document.id)
        for each, spans in alike(session, state, span)
    )


def alike(session: Session, state: State, span: Span) -> list[tuple[State, list[Span]]]:
    """The open passages of the gathering that say the same as a suggestion, by document."""
    asked = next((s.same for s in state.suggestions if (s.start_at, s.end_at) == span), None)
    if asked is None:
        return []
    saying = (
        select(GatheredDocument)
        .join(CoveringSuggestion)
        .where(
            GatheredDocument.gathering_id == state.document.gathering_id,
            CoveringSuggestion.same == asked,
        )
        .distinct()
    )
    documents = session.exec(saying.order_by(col(GatheredDocument.number))).all()
    return [(each, _open(each, asked)) for each in queries.states(session, documents)]


def _open(state: State, same: str) -> list[Span]:
    saying = {(each.start_at, each.end_at) for each in state.suggestions if each.same == same}
    return [span for span in state.undecided if span in saying]
