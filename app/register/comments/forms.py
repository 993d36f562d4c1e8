"""What a person may submit to comment."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.web.forms import Form

LONGEST = 2000


def _text(text: str) -> str:
    if not text:
        raise ValueError("Write your comment.")
    if len(text) > LONGEST:
        raise ValueError(f"Write up to {LONGEST:,} letters.")
    return text


class NewComment(Form):
    form_key: UUID
    text: Annotated[str, AfterValidator(_text)]
