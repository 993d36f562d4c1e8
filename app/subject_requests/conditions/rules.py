"""The conditions of each step: whose it is, at which stage, and what the law asks (LAW, SAR)."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.core.language import gettext as _
from app.subject_requests.models import Act, Channel, Kind, Outcome
from app.subject_requests.progress.rules import COPIED, MAY, Happening, Part, Standing, Status
from app.subject_requests.rules import months_later

CLOSABLE_AFTER_MONTHS = 1


class PauseGround(StrEnum):
    """Why a question is asked. Only the first two stop the clock (SAR-4, SAR-5)."""

    LARGE_AMOUNT = "large-amount"
    UNCLEAR = "unclear"
    FORMAT = "format"


class ExtensionGround(StrEnum):
    """Why longer is needed. Only the first two are grounds in law (SAR-6)."""

    COMPLEX = "complex"
    MANY_REQUESTS = "many-requests"
    NEEDS_CLARIFICATION = "needs-clarification"
    LARGE_VOLUME = "large-volume"
    WAITING_FOR_PROCESSOR = "waiting-for-processor"


class NotYoursToDoError(ForbiddenError):
    """Somebody else has to do this."""


class NotNowError(ConflictError):
    """The request is at another stage."""


class NotForThisKindError(RejectedError):
    """The law does not know this step for this right."""


class NoLetterError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("No such letter is left to be sent."))


class ConditionError(RejectedError):
    """A condition of the law is not met."""


def check(act: Act, part: Part | None, kind: Kind, standing: Standing) -> None:
    """That this may be done, by somebody with this part, at this stage, to this kind.

    Raises NotYoursToDoError, NotForThisKindError, NotNowError.
    """
    may = MAY[act]
    if part not in may.parts:
        raise NotYoursToDoError(_not_yours(act, part))
    if kind not in may.kinds:
        raise NotForThisKindError(_not_for_this_kind(act))
    if standing.status not in may.at:
        raise NotNowError(_not_now(act, standing.status))


def check_sending(part: Part | None, standing: Standing) -> None:
    """That an approved answer waits to be sent, by the officer who has the request."""
    check_owner(part)
    if standing.status is not Status.APPROVED:
        raise NotNowError(_not_now(Act.TAKEN_OUT, standing.status))


def check_owner(part: Part | None) -> None:
    """That it is done by the officer who has the request, at whatever stage it is."""
    if part is not Part.OWNER:
        raise NotYoursToDoError(_("Only the officer who has this request can do this."))


def check_day(on: date, received_on: date, today: date) -> None:
    """That something is not written down as of before the receipt, or of a day to come."""
    if on > today:
        raise ConditionError(_("This day is still to come. Write down what has happened."))
    if on < received_on:
        raise ConditionError(_("This day is before the request was received."))


def check_letter(letter: int, on: date, unsent: Sequence[Happening], today: date) -> None:
    """That there is such a letter, not sent yet, and that it went after it was written.

    Raises NoLetterError, ConditionError.
    """
    written = next((each for each in unsent if each.number == letter), None)
    if written is None:
        raise NoLetterError
    if on < written.on:
        raise ConditionError(_("This day is before the letter was written."))
    check_day(on, written.on, today)


def check_received(on: date, today: date) -> None:
    """That a request is not logged as received on a day to come."""
    if on > today:
        raise ConditionError(
            _("This day is still to come. Write the day on which it was received.")
        )


def check_proof_question(
    act: Act, channel: Channel, representative: str, asked_already: bool
) -> None:
    """Nobody who signed in is asked who she is (SAR-7), and nobody is asked twice."""
    if act is Act.IDENTITY_ASKED and channel is Channel.PORTAL:
        raise ConditionError(
            _("This request came from a signed-in employee. No proof of identity is asked for.")
        )
    if act is Act.AUTHORITY_ASKED and not representative:
        raise ConditionError(_("Nobody asked on this person's behalf. There is nothing to show."))
    if asked_already:
        raise NotNowError(_("This was asked for already. Send a message if it is not enough."))


def check_asked(act: Act, standing: Standing) -> None:
    """That what is confirmed was asked for and is still open."""
    asked = {
        Act.IDENTITY_CONFIRMED: Act.IDENTITY_ASKED,
        Act.AUTHORITY_CONFIRMED: Act.AUTHORITY_ASKED,
    }
    if asked[act] not in standing.asked_on:
        raise NotNowError(_("This was not asked for, or was shown already."))


def check_pause(
    standing: Standing, on: date, ground: PauseGround, question: str, reason: str
) -> None:
    """SAR-4 and SAR-5: a question, why it is needed, a ground, and before the answer is due."""
    if ground is PauseGround.FORMAT:
        raise ConditionError(
            _("A question about the format does not stop the clock. Ask it in a message.")
        )
    if not question.strip():
        raise ConditionError(_("Write the question. The clock stops only with a question."))
    if not reason.strip():
        raise ConditionError(_("Say why you need to ask. The person reads it."))
    if standing.due is not None and on > standing.due:
        raise ConditionError(
            _("The answer was due on %(day)s. A question after it does not stop the clock.")
            % {"day": standing.due}
        )


def check_extension(standing: Standing, on: date, ground: ExtensionGround, reason: str) -> None:
    """SAR-6: once, inside the first month, for one of two grounds, and with reasons."""
    if refused := _no_ground().get(ground):
        raise ConditionError(refused)
    if not reason.strip():
        raise ConditionError(_("Say why it takes longer. The person reads it."))
    clock = standing.clock
    if clock is not None and clock.extended:
        raise NotNowError(_("This request was extended already. It can be extended once."))
    if clock is not None and clock.due is not None and on > clock.due:
        raise ConditionError(
            _("The first month ended on %(day)s. A notice after it changes nothing.")
            % {"day": clock.due}
        )


def closable_on(standing: Standing) -> date | None:
    """From when a request whose question stays without an answer can be closed (SAR-10)."""
    asked = standing.asked_on.get(Act.CLARIFICATION_ASKED)
    return months_later(asked, CLOSABLE_AFTER_MONTHS) if asked else None


def check_closing(standing: Standing, on: date) -> None:
    """SAR-10: after a reasonable period, which is one month."""
    from_day = closable_on(standing)
    if from_day is not None and on < from_day:
        raise ConditionError(
            _("The question is not a month old. It can be closed from %(day)s.") % {"day": from_day}
        )


def check_answer(
    outcome: Outcome | None, text: str, reason: str, *, kind: Kind, is_copied: bool = False
) -> None:
    """An answer has an outcome and words, a refusal its reasons (RSP-9), a copy its files.

    ``is_copied``: files go with it.
    """
    if outcome is None:
        raise ConditionError(_("Choose the outcome."))
    if not text.strip():
        raise ConditionError(_("Write the answer."))
    if outcome is not Outcome.GRANTED and not reason.strip():
        raise ConditionError(_("Say why not everything is granted. The person reads it."))
    if kind in COPIED and outcome is not Outcome.REFUSED and not is_copied:
        raise ConditionError(
            _("This request is answered with a copy of the data. Put the answer together first.")
        )


def _not_yours(act: Act, part: Part | None) -> str:
    if part is Part.SUBJECT:
        return _("Only the privacy team can do this.")
    if act in {Act.CHANGED, Act.SHARED, Act.UNSHARED}:
        return _("Only the person whose request it is can do this.")
    if part is Part.OFFICER:
        return _("Only the officer who has this request can do this.")
    if part is Part.OWNER:
        return _("You have this request already.")
    return _("This request is not yours.")


def _not_for_this_kind(act: Act) -> str:
    if act is Act.ACKNOWLEDGED:
        return _("Only a complaint is acknowledged.")
    if act is Act.EXTENDED:
        return _("The time to acknowledge a complaint cannot be extended.")
    if act in {Act.SEARCHED, Act.LOCKED}:
        return _("Only a request for a copy of the data, or to move it, is answered from sources.")
    return _("Only a request for a copy can be paused. Ask in a message instead.")


def _not_now(act: Act, status: Status) -> str:
    if act in {Act.SHARED, Act.UNSHARED}:
        return _("There is no answer yet that somebody could read.")
    if act is Act.SENT_AGAIN and status not in _ENDED:
        return _("It was not sent yet. That comes first.")
    if act in {Act.LOCKED, Act.TAKEN_OUT} and status not in _ENDED:
        return _("No answer to be sent is approved yet. That comes first.")
    if act is Act.TAKEN and status not in _ENDED:
        return _("Somebody has this request already.")
    if status is Status.IN_PROGRESS:
        return _("No question of this request is open.")
    said: Mapping[Status, str] = {
        Status.RECEIVED: _("Nobody has taken this request yet. That comes first."),
        Status.WAITING: _("This request waits for proof of who asks. That comes first."),
        Status.PAUSED: _("A question of this request is open. Its answer comes first."),
        Status.APPROVED: _("The answer was approved. It is sent as it is."),
        Status.ANSWERED: _("This request was answered."),
        Status.WITHDRAWN: _("This request was withdrawn."),
        Status.CLOSED: _("This request was closed. It can be opened again."),
    }
    return said[status]


_ENDED = frozenset({Status.ANSWERED, Status.WITHDRAWN, Status.CLOSED})


def _no_ground() -> Mapping[ExtensionGround, str]:
    return {
        ExtensionGround.NEEDS_CLARIFICATION: _(
            "A question to the person is no ground for more time. Pause the clock instead."
        ),
        ExtensionGround.LARGE_VOLUME: _(
            "A large amount of data alone is no ground for more time."
            " Say what makes it complex, if something does."
        ),
        ExtensionGround.WAITING_FOR_PROCESSOR: _(
            "Waiting for a supplier is no ground for more time. The supplier works for us."
        ),
    }
