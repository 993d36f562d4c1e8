"""What the pages of documents show; whoever calls has written the look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.answers.covering import queries as covering
from app.answers.covering.deciding import queries as passages
from app.answers.covering.deciding import rules
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import READ, Look, Mark, Run, Span
from app.answers.covering.models import Choice, CoveringDecision, CoveringExemption
from app.answers.covering.queries import State, Totals
from app.answers.covering.standing import queries as standing
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering, GatheringSource
from app.core.errors import NotFoundError
from app.core.language import gettext

PER_PAGE = 50


class Show(StrEnum):
    """Which documents a list shows."""

    EVERY = ""
    LEFT = "left"
    WITHHELD = "withheld"


class Wanted(BaseModel):
    """What a list is asked for; ``page`` counts from one."""

    show: Show = Show.EVERY
    source: str = ""
    page: int = Field(1, ge=1, le=10**6)


@dataclass(frozen=True)
class Listed:
    """A page of the list of documents."""

    states: Sequence[State]
    sources: Mapping[UUID, GatheringSource]
    totals: Totals
    number: int
    wanted: Wanted

    @property
    def has_more(self) -> bool:
        return self.wanted.page * PER_PAGE < self.number


@dataclass(frozen=True)
class Here:
    """The passage that a decision is asked about."""

    span: Span
    words: str
    kind: str
    decision: CoveringDecision | None
    exemptions: Sequence[CoveringExemption]
    same: int

    @property
    def seen(self) -> int:
        return self.decision.number if self.decision else 0

    @property
    def choice(self) -> str:
        open_ = self.decision is None or self.decision.choice is Choice.OPEN
        return "" if self.decision is None or open_ else self.decision.choice.value


@dataclass(frozen=True)
class Reading:
    """A page of a document's text with its passages, and what is asked about one of them."""

    document: GatheredDocument
    source: GatheringSource
    state: State
    totals: Totals
    page: int
    pages: int
    runs: Sequence[Run]
    here: Here | None


def listed(session: Session, request_id: UUID, wanted: Wanted) -> Listed | None:
    """Some of the documents of a request; None if none were gathered."""
    gathering = gathered.newest(session, request_id)
    if gathering is None:
        return None
    sources = _sources(session, gathering)
    shown = [_in(gathering), *_shown(wanted, sources)]
    found = select(GatheredDocument).where(*shown).order_by(col(GatheredDocument.number))
    number = session.exec(select(func.count()).select_from(GatheredDocument).where(*shown)).one()
    page = session.exec(found.offset((wanted.page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    states = covering.states(session, page)
    return Listed(states, sources, covering.totals(session, gathering), number, wanted)


def reading(
    session: Session, document: GatheredDocument, *, span: Span | None, page: int, after: int
) -> Reading:
    """A document at a passage, at a page, or where the next decision waits ``after`` a place.

    Raises NotFoundError if the passage is not in it, DamagedError if its text is.
    """
    state, text = covering.state(session, document), deciding.text(document)
    if span is not None and not 0 <= span[0] < span[1] <= len(text):
        raise NotFoundError
    if span is None and not page and not state.is_withheld:
        span = next((s for s in state.undecided if s[0] >= after), None)
        span = span or next(iter(state.undecided), None)
    pages = rules.windows(text)
    page = rules.window_of(pages, span[0]) if span else min(max(page, 1), len(pages))
    gathering = session.get_one(Gathering, document.gathering_id)
    return Reading(
        document=document,
        source=session.get_one(GatheringSource, document.source_id),
        state=state,
        totals=covering.totals(session, gathering),
        page=page,
        pages=len(pages),
        runs=rules.runs(text, pages[page - 1], _marks(state, span)),
        here=_here(session, state, text, span) if span else None,
    )


def _marks(state: State, here: Span | None) -> list[Mark]:
    marks = [Mark(*span, Look.OPEN) for span in state.undecided]
    for span, decision in rules.latest(state.decisions).items():
        if decision.choice is Choice.COVER:
            marks.append(Mark(*span, Look.COVERED, gettext(READ[decision.reason])))
        elif decision.choice is Choice.LEAVE:
            marks.append(Mark(*span, Look.LEFT))
    return [*marks, Mark(*here, Look.HERE)] if here else marks


def _here(session: Session, state: State, text: str, span: Span) -> Here:
    kinds = {(each.start_at, each.end_at): each.kind for each in state.suggestions}
    return Here(
        span=span,
        words=text[slice(*span)],
        kind=kinds.get(span, ""),
        decision=state.decision(span),
        exemptions=[each for each in state.held_back if (each.start_at, each.end_at) == span],
        same=passages.same_open(session, state, span),
    )


def _sources(session: Session, gathering: Gathering) -> dict[UUID, GatheringSource]:
    asked = select(GatheringSource).where(GatheringSource.gathering_id == gathering.id)
    return {each.id: each for each in session.exec(asked.order_by(col(GatheringSource.title)))}


def _shown(wanted: Wanted, sources: Mapping[UUID, GatheringSource]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.source:
        ids = [each.id for each in sources.values() if each.name == wanted.source]
        conditions.append(col(GatheredDocument.source_id).in_(ids))
    if wanted.show is Show.LEFT:
        conditions.append(~standing.is_checked())
    elif wanted.show is Show.WITHHELD:
        conditions.append(standing.is_withheld())
    return conditions


def _in(gathering: Gathering) -> ColumnElement[bool]:
    return col(GatheredDocument.gathering_id) == gathering.id
