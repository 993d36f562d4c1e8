"""Counts for the page of one's own request: sources from the beginning, documents when answered.

Until then no document is counted: a number that is smaller in the answer would say that
something was kept back in silence (LAW RSP-8). Afterwards a document of that kind counts nowhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.answers.bundles.models import AnswerBundle
from app.answers.bundles.packing import COPIES
from app.answers.download.queries import answered_with
from app.answers.gathering import queries as gathered
from app.answers.gathering import rules as gathering
from app.answers.gathering.models import Gathering, GatheringSource, Progress
from app.core.language import gettext as _
from app.subject_requests.queries import Story


@dataclass(frozen=True)
class Given:
    """What is in the files of an answer: ``covered`` counts passages and documents by reason."""

    records: int
    documents: int
    covered: Mapping[str, int]


@dataclass(frozen=True)
class Counts:
    """``missing`` are the titles of sources that did not answer, or were left out, with why."""

    sources: Mapping[Progress, int]
    missing: Sequence[tuple[str, str]]
    given: Given | None = None

    @property
    def asked(self) -> int:
        return sum(self.sources.values())


def of(session: Session, story: Story) -> Counts | None:
    """Of a request that its reader may see; None before anything was asked."""
    bundle = answered_with(session, story)
    counted = session.get(Gathering, bundle.gathering_id) if bundle else None
    counted = counted or gathered.newest(session, story.request.id)
    if counted is None:
        return None
    sources = gathered.sources(session, counted)
    return Counts(
        sources=Counter(source.progress for source in sources),
        missing=[(_title(each), _why(each, story)) for each in sources if _is_out(each)],
        given=_given(bundle, sources) if bundle else None,
    )


def _is_out(source: GatheringSource) -> bool:
    return source.progress in {Progress.LEFT_OUT, Progress.MISSING}


def _why(source: GatheringSource, story: Story) -> str:
    """Why it was not asked, as the officer wrote it for her; what failed is told to officers."""
    if source.progress is Progress.LEFT_OUT:
        return source.reason
    if source.version_id is None and source.begun_at is None:
        return _("It is not connected to this portal.")
    if story.standing.is_open:
        return _("It could not answer. An officer looks into it.")
    return _("It could not answer.")


def _given(bundle: AnswerBundle, sources: Sequence[GatheringSource]) -> Given:
    """As the bundle was made: what is counted does not change when names are forgotten."""
    names = [file["name"] for file in bundle.contents]
    by_reason = [file["kept_back"] for file in bundle.contents if file.get("kept_back")]
    return Given(
        records=sum(source.records for source in sources),
        documents=sum(name.startswith(COPIES) for name in names),
        covered=by_reason[0] if by_reason else {},
    )


def _title(source: GatheringSource) -> str:
    return _("This portal") if gathering.is_portal(source.name) else source.title
