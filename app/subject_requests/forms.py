"""What a person may submit about a request of her own. ``form_key``: one per form shown."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.subject_requests.asking.rules import LONGEST


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 4,000 letters. You can send more in another message."))
    return text


def _message(text: str) -> str:
    if not text:
        raise ValueError(_("Write your message."))
    return _short(text)


def _change(text: str) -> str:
    if not text:
        raise ValueError(_("Say what you want instead."))
    return _short(text)


def _complaint(text: str) -> str:
    if not text:
        raise ValueError(_("Say what went wrong."))
    return _short(text)


class NewMessage(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_message)]


class NewChange(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_change)]


class NewComplaint(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_complaint)]


class Press(Form):
    """A button that needs no words."""

    form_key: UUID
