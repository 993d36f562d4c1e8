"""What an administrator may submit about roles."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.identity.roles.models import Role

LONGEST = 500


def _words(text: str) -> str:
    if not text:
        raise ValueError(_("Write why."))
    if len(text) > LONGEST:
        raise ValueError(_("Write at most %(longest)s letters.") % {"longest": LONGEST})
    return text


def _person(text: str) -> str:
    if not 1 <= len(text) <= 64:
        raise ValueError(_("Enter an employee number."))
    return text


def _role(text: object) -> object:
    if text not in set(Role):
        raise ValueError(_("Choose a role."))
    return text


def _officer(text: object) -> object:
    if not text:
        raise ValueError(_("Choose who decides."))
    return text


class NewRole(Form):
    """A request: which role, for whom, why, and which officer decides."""

    employee: Annotated[str, AfterValidator(_person)]
    role: Annotated[Role, BeforeValidator(_role)]
    reason: Annotated[str, AfterValidator(_words)]
    approver: Annotated[UUID, BeforeValidator(_officer)]
    form_key: UUID


class Review(Form):
    note: Annotated[str, AfterValidator(_words)]
