"""What each outcome needs before it can be answered (GDPR Art 16 to 19, 21, 22): as values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.subject_requests.models import Kind, Outcome
from app.subject_requests.outcomes.models import Result


class Part(StrEnum):
    """One thing that has to be written down."""

    PRACTICES = "practices"
    OLD = "old"
    NEW = "new"
    WHERE = "where"
    STATEMENT = "statement"
    WHAT = "what"
    GROUND = "ground"
    STAYS = "stays"
    EXCEPTION = "exception"
    REASONS = "reasons"
    EFFECT = "effect"
    MEASURES = "measures"
    COMPELLING = "compelling"
    DECISION = "decision"
    REVIEWER = "reviewer"
    DECIDED_BY = "decided_by"
    DECIDED = "decided"
    WHY = "why"


class Ground(StrEnum):
    """Grounds to delete (Art 17(1)) and to restrict (Art 18(1)), by their points."""

    NOT_NEEDED = "17-1-a"
    CONSENT_WITHDRAWN = "17-1-b"
    OBJECTED = "17-1-c"
    UNLAWFUL = "17-1-d"
    DUTY_TO_ERASE = "17-1-e"
    ACCURACY = "18-1-a"
    UNLAWFUL_BUT_KEPT = "18-1-b"
    NEEDED_FOR_CLAIMS = "18-1-c"
    OBJECTION_PENDING = "18-1-d"


class Keeping(StrEnum):
    """Why something is not deleted: no ground is met, or one of Art 17(3)."""

    NO_GROUND = "no-ground"
    EXPRESSION = "17-3-a"
    DUTY = "17-3-b"
    PUBLIC_HEALTH = "17-3-c"
    ARCHIVE = "17-3-d"
    CLAIMS = "17-3-e"


class Decided(NamedTuple):
    """An outcome as the answer carries it: only what belongs to its result."""

    result: Result
    practices: tuple[str, ...]
    words: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {
            "result": self.result.value,
            "practices": list(self.practices),
            "words": dict(self.words),
        }


_BALANCING = (Part.PRACTICES, Part.REASONS, Part.EFFECT, Part.MEASURES)
RESULTS: Mapping[Kind, tuple[Result, ...]] = {
    Kind.RECTIFICATION: (Result.CORRECTED, Result.STATEMENT_ADDED, Result.NOT_CORRECTED),
    Kind.ERASURE: (Result.DELETED, Result.PARTLY_DELETED, Result.KEPT),
    Kind.RESTRICTION: (Result.RESTRICTED, Result.NOT_RESTRICTED),
    Kind.OBJECTION: (Result.UPHELD, Result.PARTLY_UPHELD, Result.NOT_UPHELD),
    Kind.HUMAN_REVIEW: (Result.CHANGED, Result.CONFIRMED),
}
NEEDS: Mapping[Result, tuple[Part, ...]] = {
    Result.CORRECTED: (Part.PRACTICES, Part.OLD, Part.NEW, Part.WHERE),
    Result.STATEMENT_ADDED: (Part.PRACTICES, Part.STATEMENT, Part.WHERE, Part.WHY),
    Result.NOT_CORRECTED: (Part.WHY,),
    Result.DELETED: (Part.PRACTICES, Part.WHAT, Part.WHERE, Part.GROUND),
    Result.PARTLY_DELETED: (
        *(Part.PRACTICES, Part.WHAT, Part.WHERE, Part.GROUND),
        *(Part.STAYS, Part.EXCEPTION, Part.WHY),
    ),
    Result.KEPT: (Part.STAYS, Part.EXCEPTION, Part.WHY),
    Result.RESTRICTED: (Part.PRACTICES, Part.WHAT, Part.GROUND),
    Result.NOT_RESTRICTED: (Part.WHY,),
    Result.UPHELD: _BALANCING,
    # the burden is the employer's: whatever goes on needs grounds that override (Art 21(1))
    Result.PARTLY_UPHELD: (*_BALANCING, Part.COMPELLING),
    Result.NOT_UPHELD: (*_BALANCING, Part.COMPELLING),
    Result.CHANGED: (Part.DECISION, Part.REVIEWER, Part.DECIDED, Part.WHY),
    Result.CONFIRMED: (Part.DECISION, Part.REVIEWER, Part.WHY),
}
MEANS: Mapping[Result, Outcome] = {
    **dict.fromkeys((Result.CORRECTED, Result.DELETED, Result.RESTRICTED), Outcome.GRANTED),
    # another look was asked for, and was taken, whatever it came to
    **dict.fromkeys((Result.UPHELD, Result.CHANGED, Result.CONFIRMED), Outcome.GRANTED),
    **dict.fromkeys((Result.STATEMENT_ADDED, Result.PARTLY_DELETED), Outcome.PARTLY),
    Result.PARTLY_UPHELD: Outcome.PARTLY,
    **dict.fromkeys((Result.NOT_CORRECTED, Result.KEPT), Outcome.REFUSED),
    **dict.fromkeys((Result.NOT_RESTRICTED, Result.NOT_UPHELD), Outcome.REFUSED),
}
# of these each recipient has to be told (Art 19)
TOLD_ON = frozenset(
    {
        *(Result.CORRECTED, Result.STATEMENT_ADDED),
        *(Result.DELETED, Result.PARTLY_DELETED, Result.RESTRICTED),
    }
)
GROUNDS: Mapping[Kind, tuple[Ground, ...]] = {
    Kind.ERASURE: tuple(each for each in Ground if each.value.startswith("17")),
    Kind.RESTRICTION: tuple(each for each in Ground if each.value.startswith("18")),
}
_WHY = (Part.WHY, Part.COMPELLING)


class NoOutcomeForThisKindError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This kind of request is answered in words alone."))


class WrongOutcomeError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This is no outcome of this kind of request."))


class OutcomeIncompleteError(RejectedError):
    """The answer cannot be proposed: the message names each part that is missing."""

    def __init__(self, missing: Sequence[str]) -> None:
        if missing:
            named = _("The outcome still needs: %(parts)s.") % {"parts": ", ".join(missing)}
        else:
            named = _("Choose what was decided, on the page of the outcome, before you answer.")
        super().__init__(named)


class ReviewerError(RejectedError):
    """Who looked again cannot be the one."""


class NoticeError(RejectedError):
    """A recipient cannot be written down as told like this."""


def parts_of(kind: Kind) -> tuple[Part, ...]:
    """Everything that may have to be written down for a right, in the order of ``Part``."""
    needed = {part for result in RESULTS.get(kind, ()) for part in NEEDS[result]}
    if Part.REVIEWER in needed:
        needed.add(Part.DECIDED_BY)
    return tuple(part for part in Part if part in needed)


def missing(
    result: Result, practices: Collection[str], words: Mapping[str, str]
) -> tuple[Part, ...]:
    """What an outcome lacks, in the order in which it is asked for."""
    return tuple(
        part
        for part in NEEDS[result]
        if not (practices if part is Part.PRACTICES else words.get(part, "").strip())
    )


def decided(result: Result, practices: Iterable[str], words: Mapping[str, str]) -> Decided:
    """The outcome for the answer: nothing that was typed for another result."""
    belongs = {part.value: words[part] for part in NEEDS[result] if words.get(part)}
    return Decided(result, tuple(sorted(practices)), belongs)


def reason(outcome: Decided) -> str:
    """Why not everything is granted, from the outcome's own words."""
    return next((outcome.words[part] for part in _WHY if outcome.words.get(part)), "")


def check_result(kind: Kind, result: Result | None, words: Mapping[str, str]) -> None:
    """That the result, its ground and its exception are ones of this right."""
    if kind not in RESULTS:
        raise NoOutcomeForThisKindError
    ground, exception = words.get(Part.GROUND), words.get(Part.EXCEPTION)
    wrong_ground = ground and ground not in GROUNDS.get(kind, ())
    wrong_exception = exception and exception not in set(Keeping)
    if (result and result not in RESULTS[kind]) or wrong_ground or wrong_exception:
        raise WrongOutcomeError


def check_reviewer(reviewer: UUID, subject: UUID, decided_before: Collection[UUID]) -> None:
    """Whoever looks again is neither the person herself nor one who decided before (Art 22(3))."""
    if reviewer == subject:
        raise ReviewerError(_("Nobody looks again at a decision about herself."))
    if reviewer in decided_before:
        raise ReviewerError(
            _("This person made the earlier decision. Another one has to look again.")
        )


def check_notice(
    recipient: str, recipients: Collection[str], told_on: date | None, since: date, today: date
) -> None:
    """That somebody is written down as told who receives the data, on a day that has come."""
    if recipient not in recipients:
        raise NoticeError(_("The register names no such recipient of this data."))
    if told_on is not None and not since <= told_on <= today:
        raise NoticeError(
            _("Write the day on which they were told: not before the request came, nor to come.")
        )
