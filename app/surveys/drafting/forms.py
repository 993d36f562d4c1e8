"""What officers may submit about a survey."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.surveys import rules
from app.surveys.models import Answered
from app.surveys.rules import MOST_QUESTIONS, PLACE, Question

_NUMBERS = range(1, MOST_QUESTIONS + 1)
_MOST_OPTIONS, _LONGEST_OPTION, _LONGEST = 6, 80, 2000
REPEATS = (0, 1, 3, 6, 12)


def _title(text: str) -> str:
    if not 3 <= len(text) <= 120 or "\n" in text:
        raise ValueError(_("Write a title of 3 to 120 letters."))
    return text


def _said(text: str) -> str:
    if not 3 <= len(text) <= _LONGEST:
        raise ValueError(_("Write 3 to 2,000 letters."))
    return text.replace("\r\n", "\n")


def _days(text: object) -> object:
    if not str(text).isdecimal() or not 7 <= int(str(text)) <= 60:
        raise ValueError(_("Write a number of days from 7 to 60."))
    return int(str(text))


def _asked(text: str) -> str:
    if text and not 3 <= len(text) <= 200:
        raise ValueError(_("Write a question of 3 to 200 letters."))
    return text


def _approver(text: object) -> object:
    if not text:
        raise ValueError(_("Choose who decides."))
    return text


def _reason(text: str) -> str:
    if not 3 <= len(text) <= 600:
        raise ValueError(_("Say in a few words why this is asked."))
    return text


Said = Annotated[str, AfterValidator(_said)]
Asked = Annotated[str, AfterValidator(_asked)]


class Draft(Form):
    """A survey as it is written; the first question without words is the end of them."""

    title: Annotated[str, AfterValidator(_title)]
    lead: Said
    place: str = ""
    days: Annotated[int, BeforeValidator(_days)]
    every_months: Literal["0", "1", "3", "6", "12"] = "0"
    kind1: Answered = Answered.SCALE
    kind2: Answered = Answered.SCALE
    kind3: Answered = Answered.SCALE
    kind4: Answered = Answered.SCALE
    kind5: Answered = Answered.SCALE
    q1: Asked
    q2: Asked = ""
    q3: Asked = ""
    q4: Asked = ""
    q5: Asked = ""
    options1: str = ""
    options2: str = ""
    options3: str = ""
    options4: str = ""
    options5: str = ""
    cross1: str = ""
    cross2: str = ""

    @field_validator("q1", mode="after")
    @classmethod
    def _asks_something(cls, text: str) -> str:
        if not text:
            raise ValueError(_("Write at least one question."))
        return text

    @field_validator("q2", "q3", "q4", "q5", mode="after")
    @classmethod
    def _leaves_no_gap(cls, text: str, info: ValidationInfo) -> str:
        number = int(str(info.field_name)[1:])
        if text and not info.data.get(f"q{number - 1}"):
            raise ValueError(_("Fill in the question before this one first."))
        kinds = [info.data.get(f"kind{n}") for n in range(1, number + 1)]
        if text and kinds[-1] is Answered.WORDS and Answered.WORDS in kinds[:-1]:
            raise ValueError(_("Ask for words once: texts by one person could be put together."))
        return text

    @field_validator("options1", "options2", "options3", "options4", "options5", mode="after")
    @classmethod
    def _has_options(cls, text: str, info: ValidationInfo) -> str:
        number = str(info.field_name)[-1]
        asked = info.data.get(f"q{number}")
        lines = _lines(text)
        if not asked or info.data.get(f"kind{number}") is not Answered.OPTIONS:
            return ""
        fits = 2 <= len(lines) <= _MOST_OPTIONS and len(set(lines)) == len(lines)
        if not fits or any(len(line) > _LONGEST_OPTION for line in lines):
            raise ValueError(_("Write 2 to 6 different options, one a line, of up to 80 letters."))
        return "\n".join(lines)

    @model_validator(mode="after")
    def _crosses_fit(self) -> "Draft":
        pairs = self.crosses
        counted = {n for n, each in enumerate(self.questions, 1) if each.is_counted}
        if any(a not in counted or b not in counted | {PLACE} or a == b for a, b in pairs):
            raise ValueError(_("A table is of two questions that are answered by choosing."))
        if len({frozenset(pair) for pair in pairs}) < len(pairs):
            raise ValueError(_("Choose two different tables."))
        if any(PLACE in pair for pair in pairs) and (self.place or self.every_months != "0"):
            raise ValueError(
                _("By workplace only when everyone is asked, once: later ones would show who came.")
            )
        return self

    @property
    def questions(self) -> list[Question]:
        asked = [n for n in _NUMBERS if getattr(self, f"q{n}")]
        return [
            Question(
                getattr(self, f"q{n}"),
                getattr(self, f"kind{n}"),
                rules.SCALE
                if getattr(self, f"kind{n}") is Answered.SCALE
                else tuple(_lines(getattr(self, f"options{n}"))),
            )
            for n in asked
        ]

    @property
    def crosses(self) -> list[tuple[int, int]]:
        return [pair for each in (self.cross1, self.cross2) if (pair := _pair(each))]

    @property
    def words(self) -> dict[str, Any]:
        """The columns of a survey."""
        return {
            "title": self.title,
            "lead": self.lead,
            "place": self.place,
            "days": self.days,
            "every_months": int(self.every_months),
            "questions": [rules.kept(each) for each in self.questions],
            "crosses": [list(pair) for pair in self.crosses],
        }


def typed(words: Any) -> dict[str, str]:
    """A draft as its form shows it: the other way round."""
    kept = {name: str(getattr(words, name)) for name in ("title", "lead", "place", "days")}
    kept["every_months"] = str(words.every_months)
    for number, each in enumerate(words.questions, 1):
        kept |= {f"q{number}": each["text"], f"kind{number}": each["kind"]}
        is_choice = each["kind"] == Answered.OPTIONS
        kept[f"options{number}"] = "\n".join(each["options"]) if is_choice else ""
    for number, (a, b) in enumerate(words.crosses, 1):
        kept[f"cross{number}"] = f"{a}-{b}"
    return kept


def pairs() -> list[tuple[int, int]]:
    """Every table that could be declared."""
    return [(a, b) for a in _NUMBERS for b in (PLACE, *range(a + 1, MOST_QUESTIONS + 1))]


def _pair(text: str) -> tuple[int, int] | None:
    found = {f"{a}-{b}": (a, b) for a, b in pairs()}
    return found.get(text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class AskApproval(Form):
    form_key: UUID
    approver: Annotated[UUID, BeforeValidator(_approver)]
    reason: Annotated[str, AfterValidator(_reason)]


class Edited(Form):
    """``what``: keep the text as it stands in the form, or leave it out."""

    text: str = ""
    what: Literal["keep", "leave-out"]

    @model_validator(mode="after")
    def _keeps_something(self) -> "Edited":
        if self.what == "keep" and not 1 <= len(self.text) <= rules.LONGEST_WORDS:
            raise ValueError(_("Write 1 to 500 letters, or leave it out."))
        return self


class NewChange(Form):
    form_key: UUID
    text: Said
    practice: str = ""
