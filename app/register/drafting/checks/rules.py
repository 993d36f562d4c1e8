"""Whether the checks a draft names were made: an approved assessment, a consultation's result.

A change that adds needs both anew. One that takes away or rewords may stand on the checks of the
version it follows, even on those made before this portal; but for the kinds of LAW MON-4 the
assessment itself is on record, whatever changes (LAW MON-3, MON-6).

A check is of the words it was made of: whoever rewrites them afterwards has them checked anew.
Where the risk changed, only what was assessed since counts as its review (LAW MON-5).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.register.assessments import rules as assessments
from app.register.assessments.models import Verdict
from app.register.consultations.rules import Outcome
from app.register.drafting.wording.rules import digest_of
from app.register.file.rules import parse
from app.register.parts.schemas import Checks
from app.register.risks.rules import Risk, to_assess
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Consulted

Fault = tuple[str, str]  # the field's path and a sentence
ASSESSMENT, RESULT = "checks.assessment.reference", "checks.consultation.result"
REASON, CHECKED_ON = "checks.consultation.text", "checks.checked_on"


@dataclass(frozen=True)
class Assessed:
    """The newest published assessment of a practice; ``of`` is the digest of words assessed."""

    reference: str
    signed_on: date
    decision: Verdict
    review_on: date
    summary: str
    at: datetime
    of: str | None = None


@dataclass(frozen=True)
class Followed:
    """The version that a draft is to follow, and since when it is published."""

    document: PracticeDocument
    at: datetime

    @property
    def checks(self) -> Checks:
        return self.document.checks


@dataclass(frozen=True)
class OnRecord:
    """What is on record of the checks of a practice, whatever a draft says of them."""

    today: date
    assessed: Assessed | None = None
    consulted: Outcome | None = None
    followed: Followed | None = None
    risks: tuple[Risk, ...] = ()

    def has_both_anew_of(self, words: Mapping[str, Any]) -> bool:
        """Whether both checks are of these words and newer than the version in force (MON-2)."""
        of = digest_of(words)
        made = [each for each in (self.assessed, self.consulted) if each and each.of == of]
        since = [each for each in made if self.followed is None or each.at > self.followed.at]
        return len(since) == 2

    def covers(self, check: Assessed | Outcome, words: Mapping[str, Any]) -> bool:
        """Whether a check was made of these words, or of the version they are to follow."""
        if check.of is not None and check.of == digest_of(words):
            return True
        if self.followed is None:
            return False
        of_followed = digest_of(self.followed.document.model_dump(mode="json"))
        return check.at <= self.followed.at or check.of == of_followed


def unproven(words: Mapping[str, Any], record: OnRecord) -> list[Fault]:
    """What a draft's words need of checks that is not on record, or differs from it."""
    checks = words.get("checks", {})
    return [
        *_of_assessment(checks.get("assessment", {}), record, waivable=_is_waivable(words)),
        *_of_consultation(checks.get("consultation", {}), record),
        *_of_other_words(words, record),
        *_of_review(checks.get("checked_on"), record),
    ]


def filled(words: Mapping[str, Any], record: OnRecord) -> dict[str, Any]:
    """A draft's words with what is on record in place of what differs from it."""
    checks = dict(words.get("checks", {}))
    assessed, consulted = record.assessed, record.consulted
    said = checks.get("assessment", {})
    if assessed is not None and any(_of_assessment(said, record, waivable=False)):
        checks["assessment"] = {
            "reference": assessed.reference,
            "signed_on": assessed.signed_on.isoformat(),
            "summary": assessed.summary,
        }
    if consulted is not None and any(_of_consultation(checks.get("consultation", {}), record)):
        reason = consulted.text if consulted.result is Consulted.NOT_CONSULTED else ""
        checks["consultation"] = {"result": consulted.result.value, "text": reason}
        if not reason:
            checks["consultation"]["ended_on"] = consulted.on.isoformat()
    return dict(words) | ({"checks": checks} if checks else {})


def _is_waivable(words: Mapping[str, Any]) -> bool:
    """Whether an assessment from elsewhere may do; what is not whole yet cannot start anyway."""
    whole, _faults = parse(PracticeDocument, dict(words))
    return whole is None or not assessments.must_be_assessed(whole)


def _of_assessment(said: Mapping[str, Any], record: OnRecord, *, waivable: bool) -> Iterator[Fault]:
    named = said.get("reference"), said.get("signed_on")
    assessed, followed = record.assessed, record.followed
    if assessed is None:
        if not waivable or followed is None or named != _named(followed.checks):
            yield ASSESSMENT, "no approved assessment is on record"
    elif assessed.decision is Verdict.STOP:
        yield ASSESSMENT, f"the newest assessment, {assessed.reference}, says stop"
    elif not assessments.holds(assessed.decision, assessed.review_on, record.today):
        yield ASSESSMENT, f"the review of {assessed.reference} is overdue"
    elif named != (assessed.reference, assessed.signed_on.isoformat()):
        yield ASSESSMENT, f"on record is {assessed.reference}, signed on {assessed.signed_on}"


def _of_consultation(said: Mapping[str, Any], record: OnRecord) -> Iterator[Fault]:
    consulted, followed = record.consulted, record.followed
    result, ended_on = said.get("result"), said.get("ended_on")
    is_newer = consulted is not None and (followed is None or consulted.at > followed.at)
    if followed is not None and not is_newer and (result, ended_on) == _ended(followed.checks):
        return
    if consulted is None:
        yield RESULT, "no consultation is on record, and no reason for going on without one"
    elif result != consulted.result:
        yield RESULT, f"on record is “{consulted.result}”"
    elif consulted.result is Consulted.NOT_CONSULTED and _spelt(consulted.text) not in _spelt(
        str(said.get("text"))
    ):
        yield REASON, "the recorded reason must stand here, word for word"


def _of_other_words(words: Mapping[str, Any], record: OnRecord) -> Iterator[Fault]:
    if record.assessed is not None and not record.covers(record.assessed, words):
        yield ASSESSMENT, "the words changed since they were assessed"
    consulted = record.consulted
    if consulted is not None and not record.covers(consulted, words):
        yield (
            RESULT,
            (
                "the words changed since it was recorded why nobody is consulted"
                if consulted.result is Consulted.NOT_CONSULTED
                else "the words changed since they were consulted on"
            ),
        )


def _of_review(said: str | None, record: OnRecord) -> Iterator[Fault]:
    """A day of the check that has not come yet, or on which a changed risk was not assessed."""
    checked_on = _day(said)
    if checked_on is None:
        return
    if checked_on > record.today:
        yield CHECKED_ON, "must not be later than today"
    at = record.assessed.at if record.assessed else None
    for risk in to_assess(record.risks, checked_on, at)[-1:]:
        yield ASSESSMENT, f"its risk changed on {risk.on}, and it was not assessed since"


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def _named(checks: Checks) -> tuple[str, str]:
    return checks.assessment.reference, checks.assessment.signed_on.isoformat()


def _ended(checks: Checks) -> tuple[str, str | None]:
    ended_on = checks.consultation.ended_on
    return checks.consultation.result.value, ended_on.isoformat() if ended_on else None


def _spelt(text: str) -> str:
    return " ".join(text.split())
