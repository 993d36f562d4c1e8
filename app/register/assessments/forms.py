"""What authors and officers may submit about an assessment."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.register.assessments.models import Verdict
from app.register.assessments.schemas import LONGEST, Level


def _long(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Keep this under %(longest)s letters.") % {"longest": LONGEST})
    return text.replace("\r\n", "\n")


def _said(text: str) -> str:
    if len(text) < 3:
        raise ValueError(_("Write at least a few words."))
    return _long(text)


def _one_line(text: str) -> str:
    if not 3 <= len(text) <= 1000 or "\n" in text:
        raise ValueError(_("Copy 3 to 1,000 letters of one line, word for word."))
    return text


def _reason(text: str) -> str:
    if not 3 <= len(text) <= 200:
        raise ValueError(_("Say in up to 200 letters what kind of thing is removed."))
    return text


def _chosen(text: object) -> object:
    if text == "":
        raise ValueError(_("Choose one."))
    return text


def _day(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Enter a day, such as 2027-03-15.")) from None


Long = Annotated[str, AfterValidator(_long)]
Said = Annotated[str, AfterValidator(_said)]
OneLevel = Annotated[Level, BeforeValidator(_chosen)]
OneVerdict = Annotated[Verdict, BeforeValidator(_chosen)]
Day = Annotated[date, BeforeValidator(_day)]


class Written(Form):
    """The author's parts. Any of them may be left for later."""

    read: str
    what: Long = ""
    why: Long = ""
    risk: Long = ""
    changed: Long = ""
    benefits: Long = ""
    effects: Long = ""
    options: Long = ""
    law: Long = ""
    reason: Long = ""
    people: Long = ""
    asked: Annotated[str, Field(pattern="^(yes|no|)$")] = ""
    views: Long = ""


class NewRisk(Form):
    read: str
    harm: Said
    likelihood: OneLevel
    measure: Said
    remains: OneLevel


class ReadOnly(Form):
    """A step that needs no words: only what was read."""

    read: str


class Evaluation(ReadOnly):
    advice: OneVerdict
    text: Said


class Validation(ReadOnly):
    decision: OneVerdict
    overruled: Long = ""
    review_on: Day


class SendingBack(ReadOnly):
    note: Said


class NewRemoval(Form):
    part: Annotated[str, BeforeValidator(_chosen)]
    passage: Annotated[str, AfterValidator(_one_line)]
    why_removed: Annotated[str, AfterValidator(_reason)]
