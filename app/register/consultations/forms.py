"""What people, representatives and officers may submit about a consultation."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.consultations.models import Response
from app.register.policies.notation import rules as notation
from app.register.terms.schemas import Consulted

LONGEST_COMMENT = 4000
LONGEST = 20_000


def _comment(text: str) -> str:
    if not 3 <= len(text) <= LONGEST_COMMENT:
        raise ValueError(
            _("Write 3 to %(longest_comment)s letters.") % {"longest_comment": LONGEST_COMMENT}
        )
    return text


def _long(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Keep this under %(longest)s letters.") % {"longest": LONGEST})
    return text.replace("\r\n", "\n")


def _said(text: str) -> str:
    if len(text) < 3:
        raise ValueError(_("Write at least a few words."))
    return _long(text)


def _in_notation(text: str) -> str:
    if text:
        notation.sections(text)
    return text


def _title(text: str) -> str:
    if not 3 <= len(text) <= 120 or "\n" in text:
        raise ValueError(_("Write a title of 3 to 120 letters."))
    return text


def _practice(text: str) -> str:
    if not 1 <= len(text) <= 60:
        raise ValueError(_("Choose a practice."))
    return text


def _chosen(text: object) -> object:
    if text == "":
        raise ValueError(_("Choose one."))
    return text


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Enter a day, such as 2026-12-18.")) from None


Said = Annotated[str, AfterValidator(_said)]
Long = Annotated[str, AfterValidator(_long)]
Structured = Annotated[Said, AfterValidator(_in_notation)]
StructuredOrNone = Annotated[Long, AfterValidator(_in_notation)]
Title = Annotated[str, AfterValidator(_title)]
Day = Annotated[date, BeforeValidator(_day)]


class NewComment(Form):
    text: Annotated[str, AfterValidator(_comment)]
    name: Annotated[str, Field(pattern="^(with|without)$"), BeforeValidator(_chosen)]


class FormalResponse(Form):
    response: Annotated[Response, BeforeValidator(_chosen)]
    text: StructuredOrNone = ""

    @model_validator(mode="after")
    def _dissent_has_words(self) -> "FormalResponse":
        if self.response is Response.DISSENT and len(self.text) < 3:
            raise ValueError(_("You do not agree. Say why, for everyone to read."))
        return self


class NewConsultation(Form):
    practice: Annotated[str, AfterValidator(_practice)]
    title: Title


class Description(Form):
    proposal: Said
    options: StructuredOrNone = ""
    questions: Long = ""

    @property
    def each_question(self) -> list[str]:
        """One question a line."""
        return [line.strip() for line in self.questions.split("\n") if line.strip()]


class NewDocument(Form):
    title: Title
    text: Structured


class Opening(Form):
    opens_on: Day
    closes_on: Day


class Tagging(Form):
    theme: str = ""


class Deciding(Form):
    heard: Structured
    answer: Structured
    why: Structured
    result: Annotated[Consulted, BeforeValidator(_chosen)]


class WithoutConsultation(Form):
    practice: Annotated[str, AfterValidator(_practice)]
    reason: Said
