"""What is covered in the documents of a request, and what is still to be read.

Whoever calls has seen to who may read it: the officer who has the request, or the release.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.answers.covering.deciding import rules
from app.answers.covering.deciding.rules import Passage, Span
from app.answers.covering.exempting import rules as exempting
from app.answers.covering.models import (
    CoveringCheck,
    CoveringDecision,
    CoveringExemption,
    CoveringReading,
    CoveringSuggestion,
    CoveringThirdParty,
    Outcome,
)
from app.answers.covering.standing import queries as standing
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument, Gathering
from app.core.errors import NotFoundError

AT_ONCE = 500  # fewer than any database takes values in one statement
OF_DOCUMENT = (
    CoveringReading,
    CoveringSuggestion,
    CoveringDecision,
    CoveringCheck,
    CoveringThirdParty,
    CoveringExemption,
)


@dataclass(frozen=True)
class State:
    """All that was suggested and decided about one document."""

    document: GatheredDocument
    is_read: bool
    suggestions: Sequence[CoveringSuggestion]
    decisions: Sequence[CoveringDecision]
    checks: Sequence[CoveringCheck]
    third_parties: Sequence[CoveringThirdParty]
    exemptions: Sequence[CoveringExemption]

    @property
    def number(self) -> int:
        """How many things were done with it."""
        return max((each.number for each in self.done), default=0)

    @property
    def done(self) -> tuple[CoveringDecision | CoveringThirdParty | CoveringExemption, ...]:
        """What was done with it: decisions, records about others, exemptions."""
        return (*self.decisions, *self.third_parties, *self.exemptions)

    @property
    def covered(self) -> list[Passage]:
        return rules.covered(self.decisions)

    @property
    def undecided(self) -> list[Span]:
        return rules.undecided(self.suggestions, self.decisions)

    @property
    def left_in(self) -> list[Span]:
        """Suggested passages that were left in."""
        return rules.left_in(self.suggestions, self.decisions)

    @property
    def is_checked(self) -> bool:
        return any(check.number >= self.number for check in self.checks)

    @property
    def about_others(self) -> CoveringThirdParty | None:
        """The latest record about others."""
        return max(self.third_parties, key=lambda each: each.number, default=None)

    @property
    def held_back(self) -> list[CoveringExemption]:
        """The exemptions that hold."""
        return exempting.standing(self.exemptions)  # type: ignore[return-value]

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of the document is given."""
        others = self.about_others
        whole = any(each.start_at is None for each in self.held_back)
        return whole or (others is not None and others.outcome is Outcome.WITHHOLD)

    @property
    def is_silent(self) -> bool:
        """Withheld, and the employee reads nothing of it, not even that it is there (RSP-8)."""
        return any(each.start_at is None and each.neutral for each in self.held_back)

    def decision(self, span: Span) -> CoveringDecision | None:
        """The decision about a passage that counts."""
        return rules.latest(self.decisions).get(span)  # type: ignore[return-value]


class Totals(NamedTuple):
    """How many documents a gathering has, how many were checked, and the passages covered."""

    documents: int = 0
    checked: int = 0
    covered: int = 0


def document(session: Session, request_id: UUID, number: int) -> GatheredDocument:
    """A document of the request's newest gathering, or NotFoundError."""
    gathering = gathered.newest(session, request_id)
    found = (
        gathering
        and session.exec(
            select(GatheredDocument).where(
                GatheredDocument.gathering_id == gathering.id, GatheredDocument.number == number
            )
        ).one_or_none()
    )
    if not found:
        raise NotFoundError
    return found


def state(session: Session, document: GatheredDocument) -> State:
    """What was suggested and decided about it."""
    return states(session, [document])[0]


def states(session: Session, documents: Sequence[GatheredDocument]) -> list[State]:
    """The same of several, in their order."""
    ids = {each.id for each in documents}
    read, *found = (_rows(session, table, ids) for table in OF_DOCUMENT)
    return [
        State(each, bool(read.get(each.id)), *(rows.get(each.id, []) for rows in found))
        for each in documents
    ]


def covered(session: Session, document: GatheredDocument) -> list[Passage]:
    """What the copy does not show, in the order of the text, with the code of each reason."""
    return state(session, document).covered


def left(session: Session, gathering: Gathering) -> list[int]:
    """The numbers of the documents that nobody has checked since something was done with them."""
    number = col(GatheredDocument.number)
    unchecked = select(GatheredDocument.number).where(
        in_gathering(gathering), ~standing.is_checked()
    )
    return list(session.exec(unchecked.order_by(number)))


def following(session: Session, document: GatheredDocument) -> int | None:
    """The document to be checked next: the first one after this, else the first of all."""
    gathering = session.get_one(Gathering, document.gathering_id)
    numbers = [each for each in left(session, gathering) if each != document.number]
    after = [each for each in numbers if each > document.number]
    return next(iter(after or numbers), None)


def totals(session: Session, gathering: Gathering | None) -> Totals:
    """Of the whole gathering; nothing if there is none."""
    found = by_source(session, gathering).values() if gathering else ()
    return Totals(*(sum(each) for each in zip(*found, strict=True))) if found else Totals()


def by_source(session: Session, gathering: Gathering) -> Mapping[UUID, Totals]:
    """The same by source; one without documents is not there."""
    source, count = col(GatheredDocument.source_id), func.count()
    documents = select(source, count).where(in_gathering(gathering)).group_by(source)
    checked = documents.where(standing.is_checked())
    passages = (
        documents.join(
            CoveringDecision, col(GatheredDocument.id) == col(CoveringDecision.document_id)
        )
    ).where(standing.covers())
    done, hidden = dict(session.exec(checked).all()), dict(session.exec(passages).all())
    return {
        each: Totals(number, done.get(each, 0), hidden.get(each, 0))
        for each, number in session.exec(documents)
    }


def fingerprint(session: Session, gathering: Gathering) -> str:
    """SHA-256, in hexadecimal, of the documents and of all that was decided about them.

    Whatever is decided or checked later gives another one.
    """
    digest = sha256(gathering.id.bytes)
    documents = (GatheredDocument.id, GatheredDocument.sha256, GatheredDocument.text_id)
    here = select(*documents).where(in_gathering(gathering)).order_by(col(GatheredDocument.id))
    for row in session.exec(here):
        digest.update(_said([str(each) for each in row]))
    table: Any
    for table in OF_DOCUMENT[2:]:
        about = (
            select(table).join(GatheredDocument).where(in_gathering(gathering)).order_by(table.id)
        )
        for each in session.exec(about):
            digest.update(_said([table.__tablename__, each.model_dump(mode="json")]))
    return digest.hexdigest()


def counted(session: Session, gathering: Gathering) -> list[int]:
    """How many documents there are, and of each kind of decision: all of them are insert-only."""
    numbers = [session.exec(select(func.count()).where(in_gathering(gathering))).one()]
    table: Any
    for table in OF_DOCUMENT[2:]:
        about = select(func.count()).select_from(table).join(GatheredDocument)
        numbers.append(session.exec(about.where(in_gathering(gathering))).one())
    return numbers


def _said(row: Any) -> bytes:
    return json.dumps(row, sort_keys=True).encode() + b"\n"


def in_gathering(gathering: Gathering) -> ColumnElement[bool]:
    """On ``gathered_document``: of this gathering."""
    return col(GatheredDocument.gathering_id) == gathering.id


def _rows(session: Session, table: Any, ids: Collection[UUID]) -> Mapping[UUID, list[Any]]:
    """The rows of these documents, each one's in their order."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    order, wanted = getattr(table, "number", table.id), sorted(ids)
    for at in range(0, len(wanted), AT_ONCE):
        some = table.document_id.in_(wanted[at : at + AT_ONCE])
        for row in session.exec(select(table).where(some).order_by(order)):
            found[row.document_id].append(row)
    return found
