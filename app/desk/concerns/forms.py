"""What an officer submits about a concern. ``form_key``: one per form shown."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.concerns.models import Outcome
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words
from app.desk.requests.forms import chosen_officer

SHORTEST, LONGEST = 20, 600


def _outcome(text: object) -> object:
    if text not in {outcome.value for outcome in Outcome}:
        raise ValueError(_("Choose what you found."))
    return text


def _answer(text: str) -> str:
    if not text:
        raise ValueError(_("Write the answer."))
    return words(text)


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Write something."))
    return words(text)


def _reason(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(
            _("Say why, in %(shortest)s to %(longest)s letters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    return text


def _person(text: str) -> str:
    if not 1 <= len(text) <= 200:
        raise ValueError(_("Enter a name or an employee number."))
    return text


class Pressed(Form):
    """A button that needs no words."""

    form_key: UUID


class Writing(Pressed):
    """A message to the reporter."""

    text: Annotated[str, AfterValidator(_needed)]


class Noting(Pressed):
    note: Annotated[str, AfterValidator(_needed)]


class Acknowledging(Pressed):
    text: Annotated[str, AfterValidator(words)] = ""


class Concerned(Pressed):
    person: Annotated[str, AfterValidator(_person)]


class Answering(Pressed):
    """``does`` is what is done now because of it."""

    outcome: Annotated[Outcome, BeforeValidator(_outcome)]
    text: Annotated[str, AfterValidator(_answer)]
    does: Annotated[str, AfterValidator(words)] = ""


class Giving(Pressed):
    to: Annotated[UUID, BeforeValidator(chosen_officer)]
    reason: Annotated[str, AfterValidator(words)] = ""


class Opening(Pressed):
    """Why the name is needed, and which officer decides."""

    reason: Annotated[str, AfterValidator(_reason)]
    approver: Annotated[UUID, BeforeValidator(chosen_officer)]
