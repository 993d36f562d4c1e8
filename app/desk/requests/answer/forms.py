"""What an officer submits as an answer: ``answer`` is the heart of the letter ``text``."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from app.core.language import gettext as _
from app.desk.requests.by_hand.forms import words
from app.desk.requests.clock.forms import Stepped
from app.desk.requests.forms import chosen_officer
from app.subject_requests.models import Outcome

LONGEST_LETTER = 12_000


def _outcome(text: object) -> object:
    if text not in {outcome.value for outcome in Outcome}:
        raise ValueError(_("Choose the outcome."))
    return text


def _answer(text: str) -> str:
    if not text:
        raise ValueError(_("Write the answer."))
    return words(text)


def _letter(text: str) -> str:
    if len(text) > LONGEST_LETTER:
        raise ValueError(_("Write up to 12,000 letters."))
    return text


class Telling(Stepped):
    """The words beside an outcome that was written down under a right of its own."""

    answer: Annotated[str, AfterValidator(_answer)]
    approver: Annotated[UUID, BeforeValidator(chosen_officer)]
    text: Annotated[str, AfterValidator(_letter)] = ""


class Answering(Stepped):
    """The same of a right that is answered in words alone."""

    outcome: Annotated[Outcome, BeforeValidator(_outcome)]
    answer: Annotated[str, AfterValidator(_answer)]
    reason: Annotated[str, AfterValidator(words)] = ""
    approver: Annotated[UUID, BeforeValidator(chosen_officer)]
    text: Annotated[str, AfterValidator(_letter)] = ""

    @field_validator("reason", mode="after")
    @classmethod
    def _says_why(cls, reason: str, info: ValidationInfo) -> str:
        if not reason and info.data.get("outcome") in {Outcome.PARTLY, Outcome.REFUSED}:
            raise ValueError(_("Say why not everything is granted. The person reads it."))
        return reason
