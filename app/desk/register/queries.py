"""What the pages of drafts show: the label as far as it is written, and what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Approval, Kind
from app.core import clock
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.assessments import queries as assessments
from app.register.assessments.models import Assessment
from app.register.consultations import queries as consultations
from app.register.consultations.queries import Listed
from app.register.drafting import queries, rules
from app.register.drafting.checks import queries as checks
from app.register.drafting.checks.rules import OnRecord
from app.register.drafting.rows.rules import ROWS
from app.register.drafting.rules import Missing, Step
from app.register.in_force.rules import Practice
from app.register.models import RegisterDraft, Stage
from app.register.parts.schemas import Scope
from app.register.rules import why_it_applies
from app.register.schemas import PracticeDocument


@dataclass(frozen=True)
class Checks:
    """The checks of a practice: those on record, and those on their way."""

    record: OnRecord
    assessment: Assessment | None
    consultation: Listed | None


@dataclass(frozen=True)
class Draft:
    """A draft as its pages show it. ``document`` holds the rows that are ``written``."""

    draft: RegisterDraft
    title: str
    document: PracticeDocument
    written: frozenset[str]
    missing: Sequence[Missing]
    steps: Sequence[Step]
    practice: Practice | None
    approval: Approval | None
    owner: Person | None
    affected: int | None
    checks: Checks

    def lacking(self, row: str) -> list[Missing]:
        """What is missing in one row."""
        return [each for each in self.missing if each.row == row]


def shown(session: Session, draft: RegisterDraft) -> Draft:
    """Everything about one draft."""
    words = queries.words(draft)
    lacking = queries.lacking(session, draft)
    document = rules.partial(words)
    owners = people.people_by_ids(session, [draft.owner_id] if draft.owner_id else [])
    return Draft(
        draft=draft,
        title=queries.title(draft),
        document=document,
        written=frozenset(row for row in ROWS if _is_written(row, document)),
        missing=lacking,
        steps=rules.steps(draft.stage, lacking),
        practice=register.in_force(session, clock.now()).practice(draft.about),
        approval=approvals.newest_about(session, Kind.REGISTER_PUBLICATION, draft.about),
        owner=next(iter(owners.values()), None),
        affected=_affected(session, document),
        checks=_checks(session, draft.about),
    )


def _checks(session: Session, practice_id: str) -> Checks:
    undecided = consultations.undecided_about(session, practice_id)
    return Checks(
        record=checks.on_record(session, practice_id),
        assessment=assessments.open_about(session, practice_id),
        consultation=consultations.listing(undecided, consultations.today(session))
        if undecided
        else None,
    )


def previewed(words: Mapping[str, Any], row: str) -> PracticeDocument | None:
    """The document to show one row of, if all that the row must say is there."""
    document = rules.partial(words)
    return document if _is_written(row, document) else None


def listing(
    session: Session, viewer: Viewer
) -> tuple[list[tuple[RegisterDraft, str]], Sequence[Practice]]:
    """The drafts this viewer may see, with their titles; and, for officers, every practice."""
    drafts = [(draft, _title(draft)) for draft in queries.drafts(session, viewer)]
    every = register.in_force(session, clock.now()).every if viewer.is_officer else ()
    return drafts, every


def _title(draft: RegisterDraft) -> str:
    return draft.about if draft.stage is Stage.ENDING else queries.title(draft)


def _is_written(row: str, document: PracticeDocument) -> bool:
    """Whether all that the row must say is there, so that it can be read as the employee will."""
    fields = PracticeDocument.model_fields
    return all(
        name in document.model_fields_set or not fields[name].is_required() for name in ROWS[row]
    )


def _affected(session: Session, document: PracticeDocument) -> int | None:
    """To how many people it would apply; None while the scope is not written."""
    scope: Scope | None = getattr(document, "scope", None)
    if scope is None:
        return None
    everyone = people.everyone_active(session)
    return sum(why_it_applies(scope, person) is not None for person in everyone)
