"""What an officer submits at each step. ``form_key``: one per form shown."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.answers.delivery.rules import Way
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day, words
from app.desk.requests.delivery.forms import Address, of_files
from app.desk.requests.forms import chosen_officer
from app.desk.requests.steps.rules import Step


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Write this down: the person reads it."))
    return words(text)


class StepForm(Form):
    """What every step has."""

    form_key: UUID


class Assigning(StepForm):
    to: Annotated[UUID, BeforeValidator(chosen_officer)]
    reason: Annotated[str, AfterValidator(words)] = ""


class AskingForProof(StepForm):
    text: Annotated[str, AfterValidator(_needed)]
    reason: Annotated[str, AfterValidator(_needed)]


class Shown(StepForm):
    on: Annotated[date, BeforeValidator(day)]
    text: Annotated[str, AfterValidator(words)] = ""


class Words(StepForm):
    text: Annotated[str, AfterValidator(_needed)]


class Withdrawal(StepForm):
    on: Annotated[date, BeforeValidator(day)]
    text: Annotated[str, AfterValidator(_needed)]


def _letter(text: object) -> object:
    if not str(text).isdecimal():
        raise ValueError(_("Choose which letter was sent."))
    return text


class Letter(StepForm):
    """Which letter was sent (the number of its event), on which day, how and where to."""

    letter: Annotated[int, BeforeValidator(_letter)]
    on: Annotated[date, BeforeValidator(day)]
    way: Annotated[Way, BeforeValidator(of_files)]
    where: Address


FORMS: Mapping[Step, type[StepForm]] = {
    Step.ASSIGNMENT: Assigning,
    Step.IDENTITY: AskingForProof,
    Step.IDENTITY_SHOWN: Shown,
    Step.AUTHORITY: AskingForProof,
    Step.AUTHORITY_SHOWN: Shown,
    Step.ACKNOWLEDGEMENT: Words,
    Step.WITHDRAWAL: Withdrawal,
    Step.CLOSING: Words,
    Step.REOPENING: StepForm,
    Step.LETTER: Letter,
}
