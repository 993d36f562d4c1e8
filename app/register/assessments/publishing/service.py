"""What can be done before and at publication: leave passages out, publish the rest."""

from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.core.errors import ForbiddenError, RejectedError
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


class NotTheEvaluatorError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("Whoever evaluated this leaves passages out. Whoever validates it sees which.")
        )


class NoSuchPassageError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This passage does not stand in that part, word for word, in one line,"
                " or it is left out already."
            )
        )


def remove_passage(
    session: Session, assessment: Assessment, officer: Person, removal: Removal
) -> None:
    """Leave a passage out of what is published, with the reason in its place.

    The evaluator proposes it, the validator signs it. Raises NotTheEvaluatorError,
    NoSuchPassageError.
    """
    _check_evaluator(assessment, officer)
    text = queries.texts(assessment).get(removal.part, "")
    before = queries.removals(assessment)
    said, left = (rules.without(text, removal.part, out) for out in (before, [*before, removal]))
    if left == said:
        raise NoSuchPassageError
    kept = [*assessment.removals, removal.model_dump()]
    _list(session, assessment, officer, kept, Act.REMOVED)


def put_back(
    session: Session, assessment: Assessment, officer: Person, number: int, *, read: str
) -> None:
    """Publish a passage after all: the one at this place of the list she read, counted from 1.

    Raises NotTheEvaluatorError, MovedOnError, NoSuchPassageError.
    """
    _check_evaluator(assessment, officer)
    service.as_read_by(session, assessment, Act.PUT_BACK, read)
    kept = [each for place, each in enumerate(assessment.removals, 1) if place != number]
    if len(kept) == len(assessment.removals):
        raise NoSuchPassageError
    _list(session, assessment, officer, kept, Act.PUT_BACK)


def _list(
    session: Session,
    assessment: Assessment,
    officer: Person,
    kept: list[dict[str, str]],
    act: Act,
) -> None:
    """Keep what is left out. Whoever validated another list has not signed this one."""
    was_validated = assessment.status is Status.VALIDATED
    still = service.at_state(act), *service.unchanged(assessment)
    changes = service.UNVALIDATED | {"status": Status.EVALUATED, "removals": kept}
    service.move(session, assessment, still, changes)
    service.note_step(session, assessment, act, officer)
    if was_validated:
        service.note_step(session, assessment, Act.VOIDED, officer)


def _check_evaluator(assessment: Assessment, officer: Person) -> None:
    if officer.id != assessment.evaluator_id:
        raise NotTheEvaluatorError


def publish(
    session: Session, assessment: Assessment, officer: Person, *, read: str
) -> PublishedAssessment:
    """Let everyone read exactly what was validated, but for the passages removed."""
    service.check_is_another(officer, assessment.author_id)
    still = service.as_read_by(session, assessment, Act.PUBLISHED, read)
    document, now = _public(session, assessment), clock.now()
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
