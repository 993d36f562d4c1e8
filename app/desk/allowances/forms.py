"""What an officer submits who must look at more people."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.cases.allowances.rules import MOST_MORE
from app.core.language import gettext as _
from app.core.web.forms import Form

SHORTEST, LONGEST = 20, 600


def _number(text: object) -> int:
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > 3:
        raise ValueError(_("Enter a number."))
    if not 1 <= int(text) <= MOST_MORE:
        raise ValueError(_("Enter a number from 1 to %(most_more)s.") % {"most_more": MOST_MORE})
    return int(text)


def _reason(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(
            _("Say why, in %(shortest)s to %(longest)s letters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    return text


def _approver(text: object) -> object:
    if not text:
        raise ValueError(_("Choose who decides."))
    return text


class MorePeople(Form):
    """How many more people in the next 24 hours, why, and which officer decides."""

    more: Annotated[int, BeforeValidator(_number)]
    reason: Annotated[str, AfterValidator(_reason)]
    approver: Annotated[UUID, BeforeValidator(_approver)]
    form_key: UUID
