"""What a person may submit to a survey: her answers, carried from page to page and kept nowhere."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from app.core.language import gettext as _
from app.core.web.forms import Form
from app.surveys.counting.rules import Choice
from app.surveys.rules import LONGEST_WORDS, MOST_QUESTIONS, Question


def _short(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise ValueError(_("Write at most %(most)s letters.") % {"most": LONGEST_WORDS})
    return text


Given = Annotated[str, AfterValidator(_short)]


class Answers(Form):
    """``a1`` to ``a5``: the place of an option from 0, or words; empty: skipped. ``go``: where to.

    ``in_confidence`` keeps them from being put by for later when a session is over.
    """

    in_confidence: Literal["yes"]
    go: str = ""
    a1: Given = ""
    a2: Given = ""
    a3: Given = ""
    a4: Given = ""
    a5: Given = ""

    @property
    def given(self) -> list[str]:
        return [getattr(self, f"a{number}") for number in range(1, MOST_QUESTIONS + 1)]

    def chosen(self, questions: list[Question]) -> dict[int, Choice]:
        """By the question's number the option she chose: what is none of them is skipped."""
        counted = [(n, q) for n, q in enumerate(questions, 1) if q.is_counted]
        return {number: _option(self.given[number - 1], one) for number, one in counted}

    def words(self, questions: list[Question]) -> str:
        texts = [self.given[n] for n, q in enumerate(questions) if not q.is_counted]
        return texts[0] if texts else ""


def _option(given: str, question: Question) -> Choice:
    places = [str(place) for place in range(len(question.options))]
    return places.index(given) if given in places else None
