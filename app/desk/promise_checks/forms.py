"""What an officer answers to what differs from the register."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from app.access_log.promises.rules import Verdict
from app.core.language import gettext as _
from app.core.web.forms import Form

SHORTEST, LONGEST = 20, 500


def _verdict(text: object) -> object:
    if text not in {verdict.value for verdict in Verdict}:
        raise ValueError(_("Choose what you found out."))
    return text


def _sentence(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(
            _("Say it in %(shortest)s to %(longest)s letters.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    return text


class Answer(Form):
    """What was found out, and the sentence that the people concerned read."""

    verdict: Annotated[Verdict, BeforeValidator(_verdict)]
    sentence: Annotated[str, AfterValidator(_sentence)]
