"""What a person may submit to comment."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form

LONGEST = 2000


def _text(text: str) -> str:
    if not text:
        raise ValueError(_("Write your comment."))
    if len(text) > LONGEST:
        raise ValueError(_("Write up to %(longest)s letters.") % {"longest": f"{LONGEST:,}"})
    return text


class NewComment(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_text)]
