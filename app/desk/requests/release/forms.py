"""What an officer submits about an answer: the parts of its letter, and whom she asks."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from app.answers.letters.schemas import Parts
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words
from app.desk.requests.forms import chosen_officer
from app.subject_requests.models import Delivery, Outcome

LONGEST_PART = 6000


def _part(text: str) -> str:
    if len(text) > LONGEST_PART:
        raise ValueError(_("Write up to 6,000 letters."))
    return text


def _outcome(text: object) -> object:
    if text not in {Outcome.GRANTED.value, Outcome.PARTLY.value}:
        raise ValueError(_("Choose the outcome."))
    return text


Part = Annotated[str, AfterValidator(_part)]


class Writing(Form):
    """The parts of the letter (letters.schemas.Parts); ``before`` is the version that was read."""

    opening: Part = ""
    confirmation: Part = ""
    purposes: Part = ""
    categories: Part = ""
    recipients: Part = ""
    recipients_unnamed: Part = ""
    retention: Part = ""
    rights: Part = ""
    source: Part = ""
    automated: Part = ""
    transfers: Part = ""
    complaint_us: Part = ""
    complaint_regulator: Part = ""
    before: int
    form_key: UUID

    @property
    def parts(self) -> Parts:
        said: dict[str, Any] = self.model_dump(exclude={"before", "form_key"})
        return Parts(**said)


class Packing(Form):
    form_key: UUID


def _delivery(text: object) -> object:
    if text not in {delivery.value for delivery in Delivery}:
        raise ValueError(_("Choose how it goes out."))
    return text


class Proposing(Form):
    outcome: Annotated[Outcome, BeforeValidator(_outcome)]
    delivery: Annotated[Delivery, BeforeValidator(_delivery)]
    reason: Annotated[str, AfterValidator(words)] = ""
    approver: Annotated[UUID, BeforeValidator(chosen_officer)]
    form_key: UUID

    @field_validator("reason", mode="after")
    @classmethod
    def _says_why(cls, reason: str, info: ValidationInfo) -> str:
        if not reason and info.data.get("outcome") is Outcome.PARTLY:
            raise ValueError(_("Say why not everything is granted. The person reads it."))
        return reason
