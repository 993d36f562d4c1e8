"""What an officer submits about the clock. ``step`` says whether it is only shown yet."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import day, words
from app.desk.requests.forms import chosen_officer
from app.subject_requests.conditions.rules import ExtensionGround, PauseGround


class Step(StrEnum):
    """Look at what would follow, go back to the words, or do it."""

    PREVIEW = "preview"
    EDIT = "edit"
    SAVE = "save"


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Write this down: the person reads it."))
    return words(text)


def _pause_ground(text: object) -> object:
    if text not in {ground.value for ground in PauseGround}:
        raise ValueError(_("Choose why you ask."))
    return text


def _extension_ground(text: object) -> object:
    if text not in {ground.value for ground in ExtensionGround}:
        raise ValueError(_("Choose why it takes longer."))
    return text


class Stepped(Form):
    step: Step
    form_key: UUID


class Pausing(Stepped):
    ground: Annotated[PauseGround, BeforeValidator(_pause_ground)]
    question: Annotated[str, AfterValidator(_needed)]
    reason: Annotated[str, AfterValidator(_needed)]


class Restarting(Stepped):
    text: Annotated[str, AfterValidator(_needed)]
    on: Annotated[date, BeforeValidator(day)]


class Extending(Stepped):
    ground: Annotated[ExtensionGround, BeforeValidator(_extension_ground)]
    reason: Annotated[str, AfterValidator(_needed)]
    approver: Annotated[UUID, BeforeValidator(chosen_officer)]
    text: Annotated[str, AfterValidator(words)] = ""
