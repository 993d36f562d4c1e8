"""What an officer writes to the person."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words


def _message(text: str) -> str:
    if not text:
        raise ValueError(_("Write your message."))
    return words(text)


class NewReply(Form):
    text: Annotated[str, AfterValidator(_message)]
    form_key: UUID


class Taking(Form):
    form_key: UUID
