"""What who looked submits."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form

SHORTEST, LONGEST = 10, 2_000


def _reason(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(_("Say why you looked, in 10 to 2,000 letters."))
    return text


def _case(text: str) -> str:
    if len(text) > 60:
        raise ValueError(_("Give the reference in up to 60 letters."))
    return text


class NewReply(Form):
    """The reason, and the case it was for, if there was one."""

    form_key: UUID
    text: Annotated[str, AfterValidator(_reason)]
    case: Annotated[str, AfterValidator(_case)] = ""
