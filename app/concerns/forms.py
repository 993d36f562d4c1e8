"""What a person may submit about a concern of her own. ``form_key``: one per form shown."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.subject_requests.asking.rules import LONGEST


def _why(text: str) -> str:
    if not text:
        raise ValueError(_("Say why you are not happy with the answer."))
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 4,000 letters. You can send more in another message."))
    return text


class AskingAgain(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_why)]
