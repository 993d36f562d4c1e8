"""Deciding about passages: one, all that say the same, or all where some words stand.

``form_key`` is one per form shown: the same form sent again does nothing more. Every act
raises what ``covering.service.begin`` raises.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.answers.covering.deciding import queries as deciding
from app.answers.covering.deciding import rules
from app.answers.covering.deciding.rules import Span
from app.answers.covering.models import Choice, CoveringDecision
from app.answers.covering.queries import State
from app.answers.covering.service import StaleError, begin, repeated
from app.answers.gathering.models import GatheredDocument
from app.core import clock
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.identity.people.models import Person


class Said(NamedTuple):
    """What was decided, and by which form."""

    choice: Choice
    reason: str
    form_key: UUID


def decide(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    span: Span,
    choice: Choice,
    *,
    reason: str = "",
    seen: int = 0,
    same: bool = False,
    form_key: UUID,
) -> int:
    """Cover a passage or leave it in; with ``same`` all open ones of the request that say so too.

    ``seen``: the number of the decision about it that the form showed, 0 for none. Raises
    StaleError, RejectedError without a reason that fits. How many passages were decided.
    """
    state = begin(session, document, officer)
    if repeated(state, form_key):
        return _done(state, span, choice)
    _check(state, span, choice, reason, seen)
    said = Said(choice, reason, form_key)
    number = write(session, state, officer, [span], said)
    if not same:
        return number
    for other, spans in deciding.alike(session, state, span):
        number += write(session, other, officer, spans, said)
    return number


class Found(NamedTuple):
    """Where some words stand: of all documents that were read, with what was done with each."""

    seen: Mapping[UUID, int]
    spans: Mapping[UUID, Sequence[Span]]


def find(states: Iterable[State], words: str) -> Found:
    """Read the texts of these documents for some words: before anything is written.

    It takes as long as there is text, so nothing is held meanwhile. DamagedError.
    """
    seen: dict[UUID, int] = {}
    spans: dict[UUID, Sequence[Span]] = {}
    for each in states:
        seen[each.document.id] = each.number
        if standing := rules.occurrences(text(each.document), words):
            spans[each.document.id] = standing
    return Found(seen, spans)


def cover_words(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    found: Found,
    *,
    reason: str,
    form_key: UUID,
) -> int:
    """Cover some words wherever they were found: in this document, or in all of the request.

    Raises RejectedError if they stand nowhere, StaleError if documents came meanwhile or
    something was done with one in which they stand. How many passages were covered.
    """
    state = begin(session, document, officer)
    if repeated(state, form_key):
        return 0
    _check_reason(Choice.COVER, reason)
    if not found.spans:
        raise RejectedError(_("These words do not stand there."))
    if len(found.seen) > 1 and deciding.ids(session, document) != found.seen.keys():
        raise StaleError
    standing = deciding.states(session, found.spans)
    if any(each.number != found.seen[each.document.id] for each in standing):
        raise StaleError
    number = 0
    for each in standing:
        hidden = {(passage.start, passage.end) for passage in each.covered}
        fresh = [span for span in found.spans[each.document.id] if not _inside(span, hidden)]
        number += write(session, each, officer, fresh, Said(Choice.COVER, reason, form_key))
    return number


def undo(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    span: Span,
    *,
    seen: int,
    form_key: UUID,
) -> None:
    """Go back on the decision about a passage: a further one, after which it is open again."""
    state = begin(session, document, officer)
    if repeated(state, form_key):
        _done(state, span, Choice.OPEN)
        return
    stands = state.decision(span)
    if stands is None or stands.number != seen or stands.choice is Choice.OPEN:
        raise StaleError(stands)
    _check_not_exempt(state, span)
    write(session, state, officer, [span], Said(Choice.OPEN, "", form_key))


def text(document: GatheredDocument) -> str:
    """What is read of a document. DamagedError if the file is not what was written."""
    return storage.content(document.text_id).decode()


def write(
    session: Session, state: State, officer: Person, spans: Iterable[Span], said: Said
) -> int:
    """Write down decisions after what was done with the document; the caller has checked them."""
    made = [
        CoveringDecision(
            document_id=state.document.id,
            number=number,
            start_at=start,
            end_at=end,
            choice=said.choice,
            reason=said.reason if said.choice is Choice.COVER else "",
            decided_by=officer.id,
            at=clock.now(),
            form_key=said.form_key,
        )
        for number, (start, end) in enumerate(spans, state.number + 1)
    ]
    session.add_all(made)
    session.flush()
    return len(made)


def _done(state: State, span: Span, choice: Choice) -> int:
    """Nothing more for a form sent again; with another choice in it, it is about what was."""
    stands = state.decision(span)
    if stands is None or stands.choice is not choice:
        raise StaleError(stands)
    return 0


def _check(state: State, span: Span, choice: Choice, reason: str, seen: int) -> None:
    start, end = span
    if not 0 <= start < end <= state.document.length:
        raise RejectedError(_("This passage is not in the document."))
    stands = state.decision(span)
    if (stands.number if stands else 0) != seen:
        raise StaleError(stands)
    _check_not_exempt(state, span)
    _check_reason(choice, reason)


def _check_not_exempt(state: State, span: Span) -> None:
    if any((each.start_at, each.end_at) == span for each in state.held_back):
        raise ConflictError(_("An exemption covers this passage. End the exemption first."))


def _check_reason(choice: Choice, reason: str) -> None:
    if choice is Choice.COVER and reason not in rules.ORDINARY:
        raise RejectedError(_("Choose the reason that the employee will read."))


def _inside(span: Span, hidden: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in hidden)
