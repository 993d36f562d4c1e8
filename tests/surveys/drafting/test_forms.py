"""What a survey may ask: at most five questions, words once, and tables that can be shown."""

from typing import Any

import pytest

from app.core.web.forms import parse
from app.surveys.drafting import forms
from app.surveys.drafting.forms import Draft
from app.surveys.models import Survey
from app.surveys.rules import SCALE

WHOLE = {
    "title": "Autumn pulse",
    "lead": "To know what to change.",
    "days": "14",
    "q1": "Do you get help?",
    "q2": "When do you work?",
    "kind2": "options",
    "options2": "Days\n\n Nights ",
    "q3": "What would help?",
    "kind3": "words",
    "cross1": "1-2",
    "cross2": "2-0",
}


def test_a_draft_is_kept_as_it_was_written_and_comes_back_in_its_form() -> None:
    form = parse(Draft, WHOLE)
    assert form.value is not None
    words = form.value.words
    assert words["crosses"] == [[1, 2], [2, 0]]
    assert words["questions"][0]["options"] == list(SCALE)
    assert words["questions"][1]["options"] == ["Days", "Nights"]
    assert words["questions"][2] == {"text": "What would help?", "kind": "words", "options": []}

    again = parse(Draft, forms.typed(Survey(**words)))
    assert again.value is not None
    assert again.value.words == words


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"q1": ""}, "q1", "Write at least one question."),
        ({"q4": "", "q5": "And this?"}, "q5", "before this one first"),
        ({"q4": "Anything else?", "kind4": "words"}, "q4", "Ask for words once"),
        ({"options2": "Days"}, "options2", "2 to 6 different options"),
        ({"options2": "Days\nDays"}, "options2", "2 to 6 different options"),
        ({"options2": "\n".join("abcdefg")}, "options2", "2 to 6 different options"),
        ({"options2": f"Days\n{'x' * 81}"}, "options2", "of up to 80 letters"),
        ({"days": "6"}, "days", "from 7 to 60"),
        ({"days": "61"}, "days", "from 7 to 60"),
        ({"days": "many"}, "days", "from 7 to 60"),
        ({"title": "ab"}, "title", "3 to 120 letters"),
        ({"lead": ""}, "lead", "3 to 2,000 letters"),
        ({"cross1": "1-3"}, "", "answered by choosing"),
        ({"cross1": "3-0"}, "", "answered by choosing"),
        ({"cross1": "1-4"}, "", "answered by choosing"),
        ({"cross1": "2-0"}, "", "two different tables"),
        ({"place": "GB-LEI"}, "", "By workplace only when everyone is asked"),
        ({"every_months": "3"}, "", "By workplace only when everyone is asked"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(typed: dict[str, Any], where: str, said: str) -> None:
    form = parse(Draft, WHOLE | typed)
    assert said in form.errors[where]
    assert parse(Draft, WHOLE).value is not None


def test_five_questions_and_two_tables_are_the_most() -> None:
    assert parse(Draft, WHOLE | {"q6": "One more?"}).value is None
    assert parse(Draft, WHOLE | {"cross3": "1-2"}).value is None
    full = WHOLE | {"q4": "Is it safe?", "q5": "Is it fair?"}
    form = parse(Draft, full)
    assert form.value is not None
    assert len(form.value.questions) == 5
