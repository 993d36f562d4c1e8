"""What officers decided about readers: the last check, and all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people import queries as people
from app.register import queries as register
from app.register.access_reviews import rules
from app.register.access_reviews.models import AccessReview, ReaderDecision, Verdict
from app.register.access_reviews.rules import Due
from app.register.parts.schemas import Reader


@dataclass(frozen=True)
class Decision:
    """What was decided about one reader, as the version of that day named her."""

    reader: Reader
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class Check:
    """One access review with its decisions, in the order of the readers."""

    review: AccessReview
    by: str
    decisions: Sequence[Decision]

    @property
    def to_change(self) -> list[Decision]:
        """What is to be narrowed or removed, once a version says so."""
        return [one for one in self.decisions if one.verdict is not Verdict.KEEP]


def due(session: Session) -> list[Due]:
    """Which practices' readers are to be checked when, those never checked first."""
    in_force = register.in_force(session, clock.now())
    newest = select(AccessReview).order_by(col(AccessReview.reviewed_at), col(AccessReview.id))
    checked: dict[str, tuple[datetime, date]] = {
        review.practice_id: (review.reviewed_at, review.next_review_on)
        for review in session.exec(newest)
    }
    return rules.due(in_force, checked)


def last(session: Session, practice_id: str) -> Check | None:
    """The newest check of a practice's readers."""
    return next(iter(history(session, practice_id, limit=1)), None)


def history(session: Session, practice_id: str, *, limit: int = 50) -> list[Check]:
    """The checks of a practice's readers, the newest first."""
    reviews = (
        select(AccessReview)
        .where(AccessReview.practice_id == practice_id)
        .order_by(col(AccessReview.reviewed_at).desc(), col(AccessReview.id).desc())
        .limit(limit)
    )
    found = session.exec(reviews).all()
    names = people.people_by_ids(session, {review.reviewed_by for review in found})
    return [
        Check(review, names[review.reviewed_by].name, _decisions(session, review.id))
        for review in found
    ]


def by_form(session: Session, officer_id: UUID, form_key: UUID) -> AccessReview | None:
    """The review that this form already made, if it was sent before."""
    sent = select(AccessReview).where(
        AccessReview.reviewed_by == officer_id, AccessReview.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def decided(session: Session, review_id: UUID) -> Sequence[ReaderDecision]:
    """The rows of one review, in the order of the readers."""
    rows = select(ReaderDecision).where(ReaderDecision.review_id == review_id)
    return session.exec(rows.order_by(col(ReaderDecision.position))).all()


def _decisions(session: Session, review_id: UUID) -> list[Decision]:
    return [
        Decision(Reader.model_validate_json(row.reader), row.verdict, row.reason)
        for row in decided(session, review_id)
    ]
