"""What somebody without a sign-in submits."""

from typing import Annotated

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form

LONGEST = 100


def _typed(text: str) -> str:
    if not text:
        raise ValueError(_("Enter the code from your letter."))
    return text[:LONGEST]


class TypedCode(Form):
    code: Annotated[str, AfterValidator(_typed)]
