"""What a person may submit to object."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form


def _text(text: str) -> str:
    if len(text) > 4000:
        raise ValueError(_("Write up to 4,000 letters. You can tell us more later."))
    return text


class NewObjection(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_text)] = ""
