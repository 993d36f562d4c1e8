"""What a person may submit on each page of asking; drafts keep it as it was typed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.core.language import gettext as _
from app.core.text import HIDDEN
from app.core.web.forms import Filled, Form, parse
from app.subject_requests.asking import rules
from app.subject_requests.asking.rules import Asked, Period, Question, Scope, What
from app.subject_requests.models import Delivery, Format, Kind

DATA = "data-"  # how the boxes of the kinds of data are named
MOST_KEPT = 10_000  # letters of one page in a draft


def _kind(answer: object) -> object:
    if answer not in {kind.value for kind in Kind}:
        raise ValueError(_("Choose what you want to ask for."))
    return answer


def _what(answer: object) -> object:
    if answer not in {what.value for what in What}:
        raise ValueError(_("Choose what data you want."))
    return answer


def _period(answer: object) -> object:
    if answer not in {period.value for period in Period}:
        raise ValueError(_("Choose from when you want it."))
    return answer


def _format(answer: object) -> object:
    if answer not in {format_.value for format_ in Format}:
        raise ValueError(_("Choose how you want to get it."))
    return answer


def _delivery(answer: object) -> object:
    if answer not in {delivery.value for delivery in Delivery}:
        raise ValueError(_("Choose where you want to get it."))
    return answer


def _day(text: object) -> object:
    if text in {"", None}:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(_("Write the day as day, month and year.")) from None


def _words(text: str) -> str:
    if len(text) > rules.LONGEST:
        raise ValueError(_("Write up to 4,000 letters. You can send more in a message later."))
    return text


def _address(text: str) -> str:
    if len(text) > rules.LONGEST_ADDRESS:
        raise ValueError(_("Write up to 500 letters."))
    return text


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Say in a few words what it is about."))
    return _words(text)


_Day = Annotated[date | None, BeforeValidator(_day)]


class NewDraft(Form):
    """What a link may fill in beforehand; anything else in it is left aside."""

    type: str = ""
    practice: str = ""


class TypeAnswer(Form):
    type: Annotated[Kind, BeforeValidator(_kind)]


class DataAnswer(Form):
    """``practices`` are those of the boxes that were offered and ticked."""

    practices: tuple[str, ...] = ()
    what: Annotated[What, BeforeValidator(_what)]

    @model_validator(mode="before")
    @classmethod
    def _ticked_means_chosen(cls, answers: Any) -> Any:
        if answers.get("practices") and not answers.get("what"):
            return answers | {"what": What.CHOSEN.value}
        if answers.get("what") == What.CHOSEN and not answers.get("practices"):
            return answers | {"what": ""}
        return answers


class SomeDataAnswer(DataAnswer):
    """The same where everything is no answer."""

    @model_validator(mode="after")
    def _not_everything(self) -> "SomeDataAnswer":
        if self.what is What.EVERYTHING:
            raise ValueError(_("Choose what data you want."))
        return self


class DatesAnswer(Form):
    period: Annotated[Period, BeforeValidator(_period)]
    since: _Day = None
    until: _Day = None

    @model_validator(mode="after")
    def _in_order(self) -> "DatesAnswer":
        if self.period is Period.CHOSEN:
            if self.since is None and self.until is None:
                raise ValueError(_("Choose a first day, a last day or both."))
            if self.since and self.until and self.since > self.until:
                raise ValueError(_("The first day is after the last."))
        return self


class FormatAnswer(Form):
    format: Annotated[Format, BeforeValidator(_format)]
    delivery: Annotated[Delivery, BeforeValidator(_delivery)]
    send_to: Annotated[str, AfterValidator(_address)] = ""

    @field_validator("send_to", mode="after")
    @classmethod
    def _where(cls, address: str, info: ValidationInfo) -> str:
        """Kept only where something is sent."""
        sent = info.data.get("delivery") in rules.SENT
        if sent and not address:
            raise ValueError(_("Write where we should send it."))
        return address if sent else ""


class MoreAnswer(Form):
    details: Annotated[str, AfterValidator(_words)] = ""
    access_needs: Annotated[str, AfterValidator(_words)] = ""


class NeededWordsAnswer(MoreAnswer):
    """The same where nobody could know what to do without words."""

    details: Annotated[str, AfterValidator(_needed)]


class Sending(Form):
    """The last press: ``form_key`` is the draft's, so that pressing twice files once."""

    form_key: UUID


def form_of(question: Question, kind: Kind | None) -> type[Form]:
    """The form of a page with a question, for a right."""
    if question is Question.DATA:
        return SomeDataAnswer if kind in rules.NOT_EVERYTHING else DataAnswer
    if question is Question.MORE:
        return NeededWordsAnswer if kind in rules.NEEDS_WORDS else MoreAnswer
    plain: Mapping[Question, type[Form]] = {
        Question.TYPE: TypeAnswer,
        Question.DATES: DatesAnswer,
        Question.FORMAT: FormatAnswer,
    }
    return plain[question]


def answered(
    question: Question, kind: Kind | None, typed: Mapping[str, str], offered: Collection[str]
) -> Filled[Any]:
    """What a page's answer comes to, for a right and the kinds of data that were offered."""
    told: dict[str, Any] = {k: v for k, v in typed.items() if not k.startswith(DATA)}
    if question is Question.DATA:
        ticked = (name.removeprefix(DATA) for name in typed if name.startswith(DATA))
        told["practices"] = tuple(sorted(set(ticked) & set(offered)))
    filled = parse(form_of(question, kind), told)
    first = {Question.DATA: "what", Question.DATES: "since"}.get(question, "")
    errors = {name or first: message for name, message in filled.errors.items()}
    return Filled(typed, errors, filled.value)


def may_be_kept(typed: Mapping[str, str]) -> bool:
    """Whether a half-answered page can be kept as it was typed."""
    text = "".join((*typed, *typed.values()))
    return len(text) <= MOST_KEPT and not HIDDEN.search(text)


def asked(answers: Mapping[Question, Any], today: date) -> Asked:
    """What all the pages together ask for; pages that were not asked leave what is usual."""
    data, days = answers.get(Question.DATA), answers.get(Question.DATES)
    how, more = answers.get(Question.FORMAT), answers[Question.MORE]
    chosen = data is not None and data.what is What.CHOSEN
    since, until = rules.dates(days.period, days.since, days.until, today) if days else (None, None)
    return Asked(
        scope=Scope(data.what, data.practices if chosen else ()) if data else rules.EVERYTHING,
        since=since,
        until=until,
        format=how.format if how else None,
        delivery=how.delivery if how else None,
        send_to=how.send_to if how else "",
        details=more.details,
        access_needs=more.access_needs,
    )


class Naming(Form):
    """What a request for somebody else names: ``practices``, declared after the rights.

    ``unclear``: none of them, or nobody can tell yet.
    """

    unclear: str = ""

    @model_validator(mode="before")
    @classmethod
    def _gather_practices(cls, data: dict[str, Any]) -> dict[str, Any]:
        ticked = sorted(name.removeprefix(DATA) for name in data if name.startswith(DATA))
        rest = {name: value for name, value in data.items() if not name.startswith(DATA)}
        return rest | {"practices": ticked}


def check_naming(practices: tuple[str, ...], info: ValidationInfo, rights: Collection[Kind]) -> Any:
    """ValueError for a correction or an objection that does not say what it is about."""
    if rules.CONTESTS & set(rights) and not practices and not info.data.get("unclear"):
        raise ValueError(_("Choose what the correction or the objection is about."))
    return practices
