"""What an officer may submit about a choice."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.core.language import gettext as _
from app.core.web.forms import Form


def _approver(text: object) -> object:
    if not text:
        raise ValueError(_("Choose who decides."))
    return text


def _reason(text: str) -> str:
    if not 3 <= len(text) <= 600:
        raise ValueError(_("Say in a few words why this is a real choice."))
    return text


class AskApproval(Form):
    form_key: UUID
    approver: Annotated[UUID, BeforeValidator(_approver)]
    reason: Annotated[str, AfterValidator(_reason)]
