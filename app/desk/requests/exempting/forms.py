"""What an officer writes down about others, and about a ground for keeping something back."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.answers.covering.deciding.rules import Span
from app.answers.covering.exempting.rules import Steps
from app.answers.covering.exempting.service import Factors, Held, Weighed
from app.answers.covering.models import Ground, Outcome
from app.core.language import gettext as _
from app.core.web.forms import Form
from app.desk.requests.by_hand.forms import words
from app.desk.requests.documents.forms import passage


def _answered(text: object) -> object:
    if text not in {"yes", "no"}:
        raise ValueError(_("Choose yes or no."))
    return text == "yes"


def _outcome(text: object) -> object:
    if text not in {each.value for each in Outcome}:
        raise ValueError(_("Choose what becomes of it."))
    return text


def _ground(text: object) -> object:
    if text not in {each.value for each in Ground}:
        raise ValueError(_("Choose one ground."))
    return text


def _said(text: str) -> str:
    if not text:
        raise ValueError(_("Answer this in words."))
    return words(text)


def _maybe(text: object) -> object:
    return passage(text) if text else None


YesNo = Annotated[bool, BeforeValidator(_answered)]
Said = Annotated[str, AfterValidator(_said)]


class AboutOthers(Form):
    about: Said
    separable: YesNo
    consented: YesNo
    reasonable: YesNo
    information: Said
    confidence: Said
    asking: Said
    capacity: Said
    refusal: Said
    outcome: Annotated[Outcome, BeforeValidator(_outcome)]
    seen: int
    form_key: UUID

    @property
    def weighed(self) -> Weighed:
        return Weighed(
            self.about,
            self.outcome,
            Steps(self.separable, self.consented, self.reasonable),
            Factors(self.information, self.confidence, self.asking, self.capacity, self.refusal),
        )


class Exempting(Form):
    ground: Annotated[Ground, BeforeValidator(_ground)]
    passage: Annotated[Span | None, BeforeValidator(_maybe)] = None
    test: Said
    scope: Said
    neutral: YesNo
    seen: int
    form_key: UUID

    @property
    def held(self) -> Held:
        return Held(self.ground, self.passage, self.neutral, self.test, self.scope)


class Ending(Form):
    exemption: UUID
    back: Literal["document", "list"] = "document"
    form_key: UUID
