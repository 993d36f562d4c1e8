"""What officers do about readers: check each, and write down what they decided.

A decision does not change the register: only a published version does.
"""

from collections.abc import Iterator

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register import queries as register
from app.register.access_reviews import queries, rules
from app.register.access_reviews.forms import ReviewAccess
from app.register.access_reviews.models import AccessReview, ReaderDecision
from app.register.in_force.rules import Practice
from app.register.schemas import canonical


class ChangedMeanwhileError(ConflictError):
    def __init__(self, practice: Practice) -> None:
        super().__init__(
            _("%(title)s has changed since you opened it. Read it again.")
            % {"title": practice.title}
        )


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other answers."))


class NextCheckError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose a day after today and within a year."))


def check_words(practice: Practice, digest: str) -> None:
    """Raise ChangedMeanwhileError if the words that were read are not those in force."""
    if digest != practice.version.digest:
        raise ChangedMeanwhileError(practice)


def review(
    session: Session, officer: Person, practice: Practice, asked: ReviewAccess
) -> AccessReview:
    """Write down a decision for each reader; sending the same form again gives the same review.

    Raises ChangedMeanwhileError, NextCheckError and AnotherFormError.
    """
    dialects.serialise(session, f"access reviews of {officer.id}")
    check_words(practice, asked.digest)
    if sent := queries.by_form(session, officer.id, asked.form_key):
        return _same(session, sent, practice, asked)
    if not rules.is_in_time(asked.next_review_on, register.in_force(session, clock.now()).day):
        raise NextCheckError
    made = AccessReview(
        practice_id=practice.id,
        version=practice.version.label,
        digest=asked.digest,
        reviewed_by=officer.id,
        reviewed_at=clock.now(),
        next_review_on=asked.next_review_on,
        form_key=asked.form_key,
    )
    session.add(made)
    session.flush()
    session.add_all(_decisions(made, practice, asked))
    session.flush()
    return made


def _decisions(
    made: AccessReview, practice: Practice, asked: ReviewAccess
) -> Iterator[ReaderDecision]:
    pairs = zip(practice.document.readers, asked.decisions, strict=True)
    for position, (reader, (verdict, reason)) in enumerate(pairs):
        yield ReaderDecision(
            review_id=made.id,
            position=position,
            reader=canonical(reader),
            verdict=verdict,
            reason=reason,
        )


def _same(
    session: Session, sent: AccessReview, practice: Practice, asked: ReviewAccess
) -> AccessReview:
    kept = [(row.verdict, row.reason) for row in queries.decided(session, sent.id)]
    told = sent.practice_id, sent.next_review_on, kept
    if told != (practice.id, asked.next_review_on, asked.decisions):
        raise AnotherFormError
    return sent
