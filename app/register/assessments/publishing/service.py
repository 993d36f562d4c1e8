"""What can be done before and at publication: leave passages out, publish the rest."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from app.core import clock
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register.assessments import queries, rules, service
from app.register.assessments.models import (
    Act,
    Assessment,
    PublishedAssessment,
    Status,
)
from app.register.assessments.schemas import (
    PARTS,
    SUMMARY,
    PublicDocument,
    Removal,
    Signature,
)
from app.register.schemas import canonical, digest


class NoSuchPassageError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This passage does not stand in that part, word for word, in one line."))


def remove_passage(
    session: Session, assessment: Assessment, officer: Person, removal: Removal
) -> None:
    """Leave a passage out of what is published, with the reason in its place."""
    service.check_is_another(officer, assessment.author_id)
    found = queries.texts(assessment).get(removal.part, "")
    if removal.passage not in found or "\n" in removal.passage:
        raise NoSuchPassageError
    kept = [*assessment.removals, removal.model_dump()]
    service.move(session, assessment, _as_listed(assessment), {"removals": kept})


def put_back(session: Session, assessment: Assessment, officer: Person, number: int) -> None:
    """Publish a passage after all: the one at this place of the list, counted from 1."""
    service.check_is_another(officer, assessment.author_id)
    kept = [each for place, each in enumerate(assessment.removals, 1) if place != number]
    service.move(session, assessment, _as_listed(assessment), {"removals": kept})


def publish(
    session: Session, assessment: Assessment, officer: Person, *, read: str
) -> PublishedAssessment:
    """Let everyone read it, but for the passages removed."""
    service.check_is_another(officer, assessment.author_id)
    document, now = _public(session, assessment), clock.now()
    as_read = service.as_read_by(Act.PUBLISHED, officer, read)
    still = *as_read, *_as_listed(assessment)
    service.move(session, assessment, still, {"status": Status.PUBLISHED, "published_at": now})
    words = canonical(document)
    published = PublishedAssessment(
        assessment_id=assessment.id,
        reference=assessment.reference,
        practice_id=assessment.practice_id,
        document=words,
        digest=digest(words),
        decision=document.decision,
        signed_on=document.signed_on,
        review_on=document.review_on,
        published_at=now,
    )
    session.add(published)
    service.note_step(session, assessment, Act.PUBLISHED, officer)
    return published


def _public(session: Session, assessment: Assessment) -> PublicDocument:
    if assessment.validated_at is None or assessment.review_on is None:
        raise service.MovedOnError(assessment)
    assert assessment.advice is not None
    assert assessment.decision is not None
    words, removals = queries.words(assessment), queries.removals(assessment)
    signed = queries.signers(session, assessment)

    def signature(person_id: UUID | None) -> Signature:
        assert person_id is not None
        person = signed[person_id]
        return Signature(name=person.name, role=person.role_title)

    return PublicDocument(
        title=words.title,
        parts={
            name: rules.without(getattr(words, name), name, removals)
            for name in (*SUMMARY, *PARTS, "views")
        },
        risks=rules.public_risks(words.risks, removals),
        asked=bool(words.asked),
        advice=assessment.advice,
        advice_text=rules.without(assessment.advice_text, "advice", removals),
        decision=assessment.decision,
        overruled=rules.without(assessment.overruled, "overruled", removals),
        author=signature(assessment.author_id),
        evaluator=signature(assessment.evaluator_id),
        validator=signature(assessment.validator_id),
        signed_on=assessment.validated_at.date(),
        review_on=assessment.review_on,
        words_digest=assessment.digest,
    )


def _as_listed(assessment: Assessment) -> tuple[Any, ...]:
    """That the list of removed passages is the one that was read."""
    listed = col(Assessment.removals) == assessment.removals
    return service.at_state(Act.PUBLISHED), listed
