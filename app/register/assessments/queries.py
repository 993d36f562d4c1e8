"""What may be read of assessments: by everyone, by their author, by officers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.assessments import rules
from app.register.assessments.models import (
    Assessment,
    AssessmentStep,
    PublishedAssessment,
)
from app.register.assessments.schemas import PublicDocument, Removal, Words
from app.register.drafting.wording import queries as wording

_ON_ITS_WAY = col(Assessment.published_at).is_(None), col(Assessment.dropped_at).is_(None)


@dataclass(frozen=True)
class Shown:
    """A published assessment as its page shows it; ``given_up``: with the proposal it is of."""

    row: PublishedAssessment
    document: PublicDocument
    review_is_late: bool
    newer: PublishedAssessment | None = None
    given_up: bool = False

    @property
    def reference(self) -> str:
        return self.row.reference


@dataclass(frozen=True)
class Step:
    """One step of an assessment's way, with the name of who took it."""

    row: AssessmentStep
    name: str


def digest_of_shown(session: Session, assessment: Assessment) -> str:
    """The digest of all that an officer has before her when she signs an assessment."""
    signed = signers(session, assessment)
    ids = (assessment.author_id, assessment.evaluator_id, assessment.validator_id)
    people = [(signed[each].name, signed[each].role_title) for each in ids if each is not None]
    return rules.digest_of_shown(assessment.model_dump(), people)


def approved_for(session: Session, practice_id: str) -> PublishedAssessment | None:
    """The published assessment on which a practice may run today, if there is one.

    The newest one counts: it must not say stop, and its review must not be overdue.
    """
    newest = next(iter(_of(session, practice_id)), None)
    if newest is None or not rules.holds(newest.decision, newest.review_on, today(session)):
        return None
    return newest


def approved(session: Session, day: date) -> dict[str, str]:
    """The reference of the assessment each practice may run on, for those that have one."""
    rows = session.exec(
        select(PublishedAssessment).order_by(col(PublishedAssessment.published_at))
    ).all()
    newest = _newest(session, rows)
    held = (row for row in newest.values() if rules.holds(row.decision, row.review_on, day))
    return {row.practice_id: row.reference for row in held}


def today(session: Session) -> date:
    """The civil day of the register's time zone."""
    return register.in_force(session, clock.now()).day


def published(session: Session) -> list[Shown]:
    """The newest published assessment of each practice, by title; a late review comes first."""
    rows = session.exec(
        select(PublishedAssessment).order_by(col(PublishedAssessment.published_at))
    ).all()
    newest = _newest(session, rows)
    found = [_shown(session, row) for row in newest.values()]
    return sorted(found, key=lambda each: (not each.review_is_late, each.document.title.casefold()))


def read(session: Session, reference: str) -> Shown:
    """A published assessment, for everyone who works here."""
    found = select(PublishedAssessment).where(PublishedAssessment.reference == reference)
    row = session.exec(found).one_or_none()
    if row is None:
        raise NotFoundError
    standing = _of(session, row.practice_id)
    if row not in standing:
        return replace(_shown(session, row), given_up=True, review_is_late=False)
    newest = standing[0]
    is_older = newest.published_at > row.published_at
    return _shown(session, row, newest if is_older else None)


def versions(session: Session, practice_id: str) -> Sequence[PublishedAssessment]:
    """All that was published of one practice and stands, the newest first.

    What was assessed of a proposal that was given up ended with it.
    """
    return _of(session, practice_id)


def named(session: Session, reference: str) -> PublishedAssessment | None:
    """What is published under the reference that a practice names, if it is."""
    found = select(PublishedAssessment).where(PublishedAssessment.reference == reference)
    return session.exec(found).one_or_none()


def assessed_words(session: Session, row: PublishedAssessment) -> str | None:
    """The digest of the practice's words that a published assessment is of, if it was noted."""
    assessment = session.get(Assessment, row.assessment_id)
    return assessment.practice_digest if assessment else None


def newest_author(session: Session, practice_id: str) -> UUID | None:
    """Who wrote what was published last of a practice: its owner, says LAW MON-3."""
    newest = next(iter(_of(session, practice_id)), None)
    assessment = session.get(Assessment, newest.assessment_id) if newest else None
    return assessment.author_id if assessment else None


def written_by(session: Session, author_id: UUID) -> Sequence[Assessment]:
    """What a person writes or wrote and is not published, the newest first."""
    hers = select(Assessment).where(Assessment.author_id == author_id, *_ON_ITS_WAY)
    return session.exec(hers.order_by(col(Assessment.asked_at).desc())).all()


def own(session: Session, author_id: UUID, reference: str) -> Assessment:
    """An assessment of this author's that is not published; anybody else's is not found."""
    found = select(Assessment).where(
        Assessment.reference == reference,
        Assessment.author_id == author_id,
        *_ON_ITS_WAY,
    )
    assessment = session.exec(found).one_or_none()
    if assessment is None:
        raise NotFoundError
    return assessment


def for_officers(session: Session, reference: str) -> Assessment:
    """Any assessment that was asked for, as officers read it."""
    found = session.exec(select(Assessment).where(Assessment.reference == reference))
    assessment = found.one_or_none()
    if assessment is None:
        raise NotFoundError
    return assessment


def under_way(session: Session) -> Sequence[Assessment]:
    """What is not published yet, what was asked for first at the top."""
    on_the_way = select(Assessment).where(*_ON_ITS_WAY)
    return session.exec(on_the_way.order_by(col(Assessment.asked_at))).all()


def open_about(session: Session, practice_id: str) -> Assessment | None:
    """The assessment of a practice that is on its way."""
    found = select(Assessment).where(Assessment.practice_id == practice_id, *_ON_ITS_WAY)
    return session.exec(found).one_or_none()


def steps(session: Session, assessment: Assessment) -> list[Step]:
    """The way of an assessment so far, the newest step first."""
    taken = select(AssessmentStep).where(AssessmentStep.assessment_id == assessment.id)
    rows = session.exec(taken.order_by(col(AssessmentStep.at).desc(), col(AssessmentStep.id))).all()
    names = people.people_by_ids(session, {row.person_id for row in rows})
    return [Step(row, names[row.person_id].name) for row in rows]


def words(assessment: Assessment) -> Words:
    return Words.model_validate_json(assessment.words)


def removals(assessment: Assessment) -> list[Removal]:
    return [Removal.model_validate(each) for each in assessment.removals]


def texts(assessment: Assessment) -> dict[str, str]:
    """Every text of it from which a passage can be removed."""
    return rules.texts(words(assessment), assessment.advice_text, assessment.overruled)


def signers(session: Session, assessment: Assessment) -> dict[UUID, Person]:
    """Author, evaluator and validator, those there are."""
    ids = {assessment.author_id, assessment.evaluator_id, assessment.validator_id}
    return people.people_by_ids(session, {each for each in ids if each is not None})


def _of(session: Session, practice_id: str) -> Sequence[PublishedAssessment]:
    theirs = select(PublishedAssessment).where(PublishedAssessment.practice_id == practice_id)
    rows = session.exec(theirs.order_by(col(PublishedAssessment.published_at).desc())).all()
    return _standing(session, rows)


def _newest(
    session: Session, rows: Sequence[PublishedAssessment]
) -> dict[str, PublishedAssessment]:
    """The last of these of each practice that stands, by the practice."""
    return {row.practice_id: row for row in _standing(session, rows)}


def _standing(session: Session, rows: Sequence[PublishedAssessment]) -> list[PublishedAssessment]:
    """Those that did not end with a proposal that was given up."""
    dropped = wording.dropped(session)
    doubtful = {row.assessment_id for row in rows if dropped[row.practice_id].times}
    words = select(Assessment.id, Assessment.practice_digest).where(
        col(Assessment.id).in_(doubtful)
    )
    of = dict(session.exec(words).all()) if doubtful else {}
    return [
        row
        for row in rows
        if not dropped[row.practice_id].took(row.published_at, of.get(row.assessment_id))
    ]


def _shown(
    session: Session, row: PublishedAssessment, newer: PublishedAssessment | None = None
) -> Shown:
    document = PublicDocument.model_validate_json(row.document)
    return Shown(row, document, newer is None and row.review_on < today(session), newer)
