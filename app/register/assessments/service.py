"""What can be done with an assessment: ask for it, write it, sign it twice, publish it.

Every step is one UPDATE that also asks for the state, the words and the people it was read
with: of two who press at once, one is told that it is done already.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock, references
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register.assessments import queries, rules
from app.register.assessments.models import (
    Act,
    Assessment,
    AssessmentStep,
    Status,
    Verdict,
)
from app.register.assessments.schemas import Words
from app.register.drafting.wording import queries as wording
from app.register.schemas import canonical, digest

UNVALIDATED: dict[str, Any] = {
    "validator_id": None,
    "validated_at": None,
    "decision": None,
    "overruled": "",
    "review_on": None,
}
UNSIGNED: dict[str, Any] = {
    "evaluator_id": None,
    "evaluated_at": None,
    "advice": None,
    "advice_text": "",
    "removals": [],
} | UNVALIDATED


class OnItsWayError(ConflictError):
    def __init__(self, assessment: Assessment) -> None:
        super().__init__(
            _("An assessment of this practice is on its way: %(reference)s.")
            % {"reference": assessment.reference}
        )


class MovedOnError(ConflictError):
    def __init__(self, assessment: Assessment) -> None:
        super().__init__(
            _("%(reference)s was changed or decided meanwhile. Read it again first.")
            % {"reference": assessment.reference}
        )


class NotAThirdPersonError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You wrote or signed this assessment already."
                " Another privacy officer has to do this."
            )
        )


class IncompleteError(RejectedError):
    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Parts of the assessment are not written yet."))
        self.missing = missing


class NoReasonError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("You do not follow the advice. Say why."))


class ReviewDayError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("The next review is after today and within a year."))


def ask(
    session: Session,
    officer: Person,
    practice_id: str,
    *,
    title: str,
    author: Person,
    reference: str = "",
) -> Assessment:
    """Ask the owner of a practice, or another named employee, to write its assessment.

    Raises OnItsWayError while an earlier one is not published.
    """
    if on_its_way := queries.open_about(session, practice_id):
        raise OnItsWayError(on_its_way)
    words = canonical(Words(title=title))
    assessment = Assessment(
        reference=reference or references.new("IA"),
        practice_id=practice_id,
        author_id=author.id,
        words=words,
        digest=digest(words),
        asked_by=officer.id,
        asked_at=clock.now(),
    )
    session.add(assessment)
    session.flush()
    note_step(session, assessment, Act.ASKED, officer)
    tell_author(session, assessment, "asked")
    return assessment


def write(
    session: Session, assessment: Assessment, author: Person, words: Words, read: str
) -> None:
    """Keep the author's words. Whoever signed other words has not signed these: it starts anew.

    ``read`` is the digest of the words she had before her. Raises MovedOnError if they changed.
    """
    kept = canonical(words)
    if digest(kept) == assessment.digest:
        return
    was_signed = assessment.status is not Status.DRAFT
    hers = (
        col(Assessment.author_id) == author.id,
        col(Assessment.digest) == read,
        col(Assessment.status) != Status.PUBLISHED,
    )
    changes = UNSIGNED | {"words": kept, "digest": digest(kept), "status": Status.DRAFT}
    move(session, assessment, hers, changes)
    if was_signed:
        note_step(session, assessment, Act.VOIDED, author)


def submit(session: Session, assessment: Assessment, author: Person) -> None:
    """Hand the assessment in: of the practice as it is drafted now, and of no other words.

    Raises IncompleteError, MovedOnError.
    """
    if missing := rules.what_is_missing(queries.words(assessment)):
        raise IncompleteError(missing)
    hers = at_state(Act.SUBMITTED), col(Assessment.author_id) == author.id
    assessed = wording.digest_now(session, assessment.practice_id)
    move(session, assessment, hers, {"status": Status.SUBMITTED, "practice_digest": assessed})
    note_step(session, assessment, Act.SUBMITTED, author)


def evaluate(
    session: Session,
    assessment: Assessment,
    officer: Person,
    *,
    read: str,
    advice: Verdict,
    text: str,
) -> None:
    """The first officer's advice on exactly what she read. Raises NotAThirdPersonError."""
    check_is_another(officer, assessment.author_id)
    as_read = as_read_by(session, assessment, Act.EVALUATED, read)
    signed = {"evaluator_id": officer.id, "evaluated_at": clock.now()}
    advised = {"status": Status.EVALUATED, "advice": advice, "advice_text": text}
    move(session, assessment, as_read, signed | advised)
    note_step(session, assessment, Act.EVALUATED, officer)


def validate(
    session: Session,
    assessment: Assessment,
    officer: Person,
    *,
    read: str,
    decision: Verdict,
    overruled: str,
    review_on: date,
) -> None:
    """The second officer's decision on all that is to be published, and on what is left out.

    Raises NotAThirdPersonError, NoReasonError, ReviewDayError.
    """
    check_is_another(officer, assessment.author_id, assessment.evaluator_id)
    against = assessment.advice is not None and rules.overrules(assessment.advice, decision)
    if against and not overruled:
        raise NoReasonError
    if not rules.is_review_day(review_on, queries.today(session)):
        raise ReviewDayError
    as_read = as_read_by(session, assessment, Act.VALIDATED, read)
    signed = {"validator_id": officer.id, "validated_at": clock.now(), "review_on": review_on}
    decided = {"decision": decision, "overruled": overruled if against else ""}
    move(session, assessment, as_read, signed | decided | {"status": Status.VALIDATED})
    note_step(session, assessment, Act.VALIDATED, officer)


def send_back(
    session: Session, assessment: Assessment, officer: Person, *, read: str, note: str
) -> None:
    """Give the assessment back to its author, with what has to change first."""
    check_is_another(officer, assessment.author_id)
    as_read = as_read_by(session, assessment, Act.SENT_BACK, read)
    move(session, assessment, as_read, UNSIGNED | {"status": Status.DRAFT})
    note_step(session, assessment, Act.SENT_BACK, officer, note)
    tell_author(session, assessment, "sent-back")


def drop(session: Session, assessment: Assessment, person: Person) -> None:
    """End it with the proposal that it is of. What was written and signed stays to read."""
    still = [col(Assessment.published_at).is_(None)]
    move(session, assessment, still, {"dropped_at": clock.now()})
    note_step(session, assessment, Act.DROPPED, person)
    tell_author(session, assessment, "dropped")


def tell_author(session: Session, assessment: Assessment, stage: str) -> None:
    """Tell the author what is asked of her, or no longer is."""
    about = f"{assessment.reference} {stage} {clock.now().isoformat()}"
    kind, author = Kind.ASSESSMENT_TO_WRITE, assessment.author_id
    notifications.tell(session, [author], kind, about=about, stage=stage)


def check_is_another(officer: Person, *others: UUID | None) -> None:
    """That an officer is none of the people who wrote or signed before her."""
    if officer.id in others:
        raise NotAThirdPersonError


def at_state(act: Act) -> Any:
    """That it is still at a state from which this can be done."""
    return col(Assessment.status).in_(rules.FROM[act])


def as_read_by(session: Session, assessment: Assessment, act: Act, read: str) -> tuple[Any, ...]:
    """That all that is shown of it is what the officer had before her, and stays so meanwhile.

    ``read`` is ``queries.digest_of_shown`` of the page she had. Raises MovedOnError.
    """
    if read != queries.digest_of_shown(session, assessment):
        raise MovedOnError(assessment)
    return at_state(act), *unchanged(assessment)


def unchanged(assessment: Assessment) -> Iterator[Any]:
    """That each part that is shown is still as it was read from the database."""
    for name in rules.SHOWN:
        value = getattr(assessment, name)
        yield col(getattr(Assessment, name)).is_not_distinct_from(value)


def move(
    session: Session, assessment: Assessment, still: Iterable[Any], values: dict[str, Any]
) -> None:
    """Change an assessment that still is as it was read, or raise MovedOnError."""
    there = col(Assessment.id) == assessment.id, col(Assessment.dropped_at).is_(None)
    moved = session.exec(update(Assessment).where(*there, *still).values(**values))
    session.refresh(assessment)
    if moved.rowcount != 1:
        raise MovedOnError(assessment)


def note_step(
    session: Session, assessment: Assessment, act: Act, person: Person, note: str = ""
) -> None:
    """Keep who did what with which words."""
    step = AssessmentStep(
        assessment_id=assessment.id,
        act=act,
        person_id=person.id,
        at=clock.now(),
        digest=assessment.digest,
        note=note,
    )
    session.add(step)
    session.flush()
