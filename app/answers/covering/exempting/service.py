"""Keeping something back by law, with its test written down, and what is about others.

``form_key`` is one per form shown. Every act raises what ``covering.service.begin`` raises.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.answers.covering import queries
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import Span
from app.answers.covering.deciding.service import Said
from app.answers.covering.exempting import rules
from app.answers.covering.exempting.rules import Steps
from app.answers.covering.models import (
    Choice,
    CoveringExemption,
    CoveringThirdParty,
    Ground,
    Outcome,
)
from app.answers.covering.queries import State
from app.answers.covering.service import StaleError, begin, repeated
from app.answers.gathering.models import GatheredDocument
from app.core import clock
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person


@dataclass(frozen=True)
class Factors:
    """What the law has weighed, in words (DPA 2018 Sch 2 para 16(3))."""

    information: str
    confidence: str
    asking: str
    capacity: str
    refusal: str


@dataclass(frozen=True)
class Weighed:
    """What becomes of what is about ``about``, and what led there."""

    about: str
    outcome: Outcome
    steps: Steps
    factors: Factors


@dataclass(frozen=True)
class Held:
    """What is kept back on which ground: a passage, or the whole document (no ``span``)."""

    ground: Ground
    span: Span | None
    neutral: bool
    test: str
    scope: str


def record_others(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    weighed: Weighed,
    *,
    seen: int,
    form_key: UUID,
) -> None:
    """Write down what becomes of what is about others (RSP-6). The latest record counts.

    Raises StaleError if something was done with the document meanwhile, RejectedError if the
    steps do not lead there or something is not said.
    """
    state = begin(session, document, officer)
    if repeated(state, form_key):
        return
    _check_seen(state, seen)
    if not all((weighed.about, *vars(weighed.factors).values())):
        raise RejectedError(_("Each of the five questions needs an answer in words."))
    rules.check_outcome(weighed.outcome, weighed.steps)
    session.add(
        CoveringThirdParty(
            document_id=document.id,
            number=state.number + 1,
            about=weighed.about,
            outcome=weighed.outcome,
            **vars(weighed.steps),
            **vars(weighed.factors),
            decided_by=officer.id,
            at=clock.now(),
            form_key=form_key,
        )
    )
    session.flush()


def exempt(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    held: Held,
    *,
    seen: int,
    form_key: UUID,
) -> None:
    """Keep back a passage, or the whole document, on one ground (RSP-7); a passage is covered.

    Raises StaleError if something was done with the document meanwhile, RejectedError without
    its test and scope in words or if the passage is not in it.
    """
    state = begin(session, document, officer)
    if repeated(state, form_key):
        return
    _check_seen(state, seen)
    if not (held.test and held.scope):
        raise RejectedError(_("Answer the test, and say what is kept back and why no more."))
    span = held.span
    if span is not None and not 0 <= span[0] < span[1] <= document.length:
        raise RejectedError(_("This passage is not in the document."))
    _append(session, state, officer, held, holds=True, form_key=form_key)
    if span is not None:
        _follow(session, document, officer, span, form_key)


def end(
    session: Session,
    document: GatheredDocument,
    officer: Person,
    exemption_id: UUID,
    *,
    form_key: UUID,
) -> None:
    """Go back on an exemption; its passage is open again. StaleError if it does not hold."""
    state = begin(session, document, officer)
    if repeated(state, form_key):
        return
    row = next((each for each in state.held_back if each.id == exemption_id), None)
    if row is None:
        raise StaleError
    span = None if row.start_at is None or row.end_at is None else (row.start_at, row.end_at)
    held = Held(row.ground, span, row.neutral, row.test, row.scope)
    _append(session, state, officer, held, holds=False, form_key=form_key)
    if span is not None:
        _follow(session, document, officer, span, form_key)


def _append(
    session: Session, state: State, officer: Person, held: Held, *, holds: bool, form_key: UUID
) -> None:
    start, end = held.span or (None, None)
    session.add(
        CoveringExemption(
            document_id=state.document.id,
            number=state.number + 1,
            start_at=start,
            end_at=end,
            ground=held.ground,
            holds=holds,
            neutral=held.neutral,
            test=held.test,
            scope=held.scope,
            decided_by=officer.id,
            at=clock.now(),
            form_key=form_key,
        )
    )
    session.flush()


def _follow(
    session: Session, document: GatheredDocument, officer: Person, span: Span, form_key: UUID
) -> None:
    """Cover a passage for what holds it back now, or open it again if nothing does."""
    state = queries.state(session, document)
    holding = [each for each in state.held_back if (each.start_at, each.end_at) == span]
    if holding:
        neutral = any(each.neutral for each in holding)
        choice, reason = Choice.COVER, rules.reason(holding[-1].ground, neutral=neutral)
    else:
        choice, reason = Choice.OPEN, ""
    deciding.write(session, state, officer, [span], Said(choice, reason, form_key))


def _check_seen(state: State, seen: int) -> None:
    if state.number != seen:
        raise StaleError
