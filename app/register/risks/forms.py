"""What may be submitted of a changed risk."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form

LONGEST = 1200


def _reason(text: str) -> str:
    if not text:
        raise ValueError(_("Write what has changed."))
    if len(text) > LONGEST:
        raise ValueError(_("Write up to %(longest)s letters.") % {"longest": f"{LONGEST:,}"})
    return " ".join(text.split())


class ChangedRisk(Form):
    form_key: UUID
    reason: Annotated[str, AfterValidator(_reason)]
