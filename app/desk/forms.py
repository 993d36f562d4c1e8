"""What an officer may submit."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.cases.models import OPENED_BY_HAND, Purpose
from app.core.language import gettext as _
from app.core.web.forms import Form


def _name(text: str) -> str:
    if not 2 <= len(text) <= 80:
        raise ValueError(_("Enter 2 to 80 letters of a name, or an employee number."))
    return text


def employee_number(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter an employee number."))
    return text


def _ticket(text: str) -> str:
    if not 1 <= len(text) <= 60:
        raise ValueError(_("Enter the reference of what you are answering, up to 60 letters."))
    return text


def _purpose(text: object) -> object:
    if text not in {purpose.value for purpose in OPENED_BY_HAND}:
        raise ValueError(_("Choose why you need to look."))
    return text


class FindPeople(Form):
    name: Annotated[str, AfterValidator(_name)] = ""


class DraftLook(Form):
    """What the sentence is made of. ``found``: the mark of the search that named the person."""

    person: Annotated[str, AfterValidator(employee_number)]
    found: str = ""
    purpose: Annotated[Purpose, BeforeValidator(_purpose)]
    ticket: Annotated[str, AfterValidator(_ticket)]


class NewLook(DraftLook):
    form_key: UUID
