"""What a reviewer submits."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from app.cases.emergencies.models import Outcome
from app.cases.emergencies.rules import LONGEST_REASON
from app.core.language import gettext as _
from app.core.web.forms import Form


def _outcome(text: object) -> object:
    if text not in {outcome.value for outcome in Outcome}:
        raise ValueError(_("Choose what you found."))
    return text


def _note(text: str) -> str:
    if not 1 <= len(text) <= LONGEST_REASON:
        raise ValueError(_("Say why in up to 2,000 letters. The person reads it."))
    return text


class Review(Form):
    outcome: Annotated[Outcome, BeforeValidator(_outcome)]
    note: Annotated[str, AfterValidator(_note)]
