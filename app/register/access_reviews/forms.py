"""What an officer submits about the readers of a practice: one decision and reason for each."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, create_model

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.access_reviews.models import Verdict

LONGEST = 600


def _verdict(text: object) -> object:
    if text not in {verdict.value for verdict in Verdict}:
        raise ValueError(_("Choose whether they still need to look."))
    return text


def _reason(text: str) -> str:
    if not 3 <= len(text) <= LONGEST:
        raise ValueError(_("Say why, in 3 to %(longest)s letters.") % {"longest": LONGEST})
    return " ".join(text.split())


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Choose the day of the next check.")) from None


class ReviewAccess(Form):
    """The part that is the same however many readers there are."""

    digest: str
    form_key: UUID
    next_review_on: Annotated[date, BeforeValidator(_day)]

    @property
    def decisions(self) -> list[tuple[Verdict, str]]:
        """What was decided, in the order of the readers."""
        answers = self.model_dump()
        numbers = [name.rpartition("_")[2] for name in answers if name.startswith("verdict_")]
        return [(answers[f"verdict_{n}"], answers[f"reason_{n}"]) for n in numbers]


@lru_cache
def form_for(readers: int) -> type[ReviewAccess]:
    """The form for a practice with so many readers."""
    verdict = Annotated[Verdict, BeforeValidator(_verdict)]
    reason = Annotated[str, AfterValidator(_reason)]
    fields: dict[str, Any] = {}
    for number in range(readers):
        fields |= {f"verdict_{number}": (verdict, ...), f"reason_{number}": (reason, ...)}
    made = create_model(f"ReviewAccess{readers}", __base__=ReviewAccess, **fields)
    return cast(type[ReviewAccess], made)
