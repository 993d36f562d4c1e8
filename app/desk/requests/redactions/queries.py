"""Everything covered or kept back of a request; whoever calls has written the look."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from app.answers.covering.deciding import queries as passages
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import READ
from app.answers.covering.exempting import queries as exempting
from app.answers.covering.models import CoveringDecision, CoveringExemption, CoveringThirdParty
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import GatheredDocument
from app.core.language import gettext

PER_PAGE = 50


class Wanted(BaseModel):
    """Which covered passages are asked for; ``page`` counts from one."""

    reason: str = ""
    page: int = Field(1, ge=1, le=10**6)


@dataclass(frozen=True)
class Covered:
    """A covered passage; ``exempt``: an exemption holds it, which is ended apart."""

    document: GatheredDocument
    decision: CoveringDecision
    exempt: bool

    @property
    def reason(self) -> str:
        return gettext(READ[self.decision.reason])


@dataclass(frozen=True)
class Redactions:
    """A page of what is covered, and all that is kept back or weighed."""

    covered: Sequence[Covered]
    has_more: bool
    exemptions: Sequence[tuple[GatheredDocument, CoveringExemption]]
    others: Sequence[tuple[GatheredDocument, CoveringThirdParty]]
    wanted: Wanted

    @property
    def documents(self) -> list[GatheredDocument]:
        """Those of which something is shown."""
        shown = [each.document for each in self.covered]
        return shown + [one for one, _each in (*self.exemptions, *self.others)]


def redactions(session: Session, request_id: UUID, wanted: Wanted) -> Redactions:
    """What is covered in the newest gathering of a request, without its words."""
    gathering = gathered.newest(session, request_id)
    if gathering is None:
        return Redactions((), False, (), (), wanted)
    after = (wanted.page - 1) * PER_PAGE
    found = passages.covers_of(
        session, gathering, reason=wanted.reason, after=after, limit=PER_PAGE + 1
    )
    exemptions = exempting.held_back_of(session, gathering)
    held = {_span(each) for _document, each in exemptions}
    return Redactions(
        [Covered(document, each, _span(each) in held) for document, each in found[:PER_PAGE]],
        len(found) > PER_PAGE,
        exemptions,
        exempting.others_of(session, gathering),
        wanted,
    )


def words(covered: Sequence[Covered]) -> dict[UUID, str]:
    """What the passages say, by the decision's id: read once the look is in the log."""
    texts = {each.document.id: deciding.text(each.document) for each in covered}
    return {
        each.decision.id: texts[each.document.id][each.decision.start_at : each.decision.end_at]
        for each in covered
    }


def _span(one: CoveringDecision | CoveringExemption) -> tuple[UUID, int | None, int | None]:
    return one.document_id, one.start_at, one.end_at
