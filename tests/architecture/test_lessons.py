"""Every kind of practice has a lesson, and every lesson is whole, plain and leads somewhere."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_type_hints

import pytest
import yaml

from app.learning.texts import queries as texts
from app.learning.texts.rules import LINK
from app.learning.texts.schemas import Lesson
from app.register.terms.schemas import Kind

MOST_WORDS = 20  # in a sentence (UX, “Voice and tone”)
MOST_SENTENCES = 3  # in a paragraph
FEWEST_MARKS = 4
QUESTIONS = 3
NOT_OURS = re.compile(
    r"\b(please|sorry|should|simply|valid|invalid|don't|can't|won't|isn't|it's)\b|!", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[.?])[”\"]?\s+")
FILES = sorted(path.stem for path in (texts.TEXTS / "lessons").glob("*.yaml"))


@pytest.fixture(params=FILES)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return texts.lesson(request.param)


def said(part: Any) -> Iterator[str]:
    """Every text in a lesson, in reading order."""
    if isinstance(part, str):
        yield LINK.sub(lambda link: link[1], part)
    elif is_dataclass(part):
        for field in fields(part):
            if field.name != "id":
                yield from said(getattr(part, field.name))
    elif isinstance(part, tuple):
        for each in part:
            yield from said(each)


def sentences(lesson: Lesson) -> list[str]:
    return [one for text in said(lesson) for one in SENTENCE.split(text)]


def test_every_kind_of_practice_has_one_lesson_and_there_is_one_about_rights() -> None:
    assert set(FILES) == {kind.value for kind in Kind} | {texts.RIGHTS}
    assert [head.id for head in texts.heads()] == list(texts.IDS)
    assert len({head.title for head in texts.heads()}) == len(FILES) >= 10


def test_each_part_is_what_it_is_declared_to_be(lesson: Lesson) -> None:
    def check(part: Any) -> None:
        hints = get_type_hints(type(part))
        for field in fields(part):
            value, kind = getattr(part, field.name), hints[field.name]
            many = value if isinstance(value, tuple) else (value,)
            for each in many:
                if is_dataclass(each):
                    check(each)
                elif isinstance(value, tuple):
                    assert isinstance(each, str), each
                    assert each.strip(), field.name
                else:
                    assert isinstance(each, kind), f"{field.name}: {each!r}"
                    assert each != "" or field.name == "mark", field.name

    check(lesson)
    assert lesson.head.checked_on <= date(2100, 1, 1)


def test_its_sample_has_marks_enough_and_shows_what_is_not_there(lesson: Lesson) -> None:
    marked = [row for row in lesson.sample.rows if row.mark]
    assert len(marked) >= FEWEST_MARKS
    assert len({row.name for row in lesson.sample.rows}) == len(lesson.sample.rows)
    assert not lesson.sample.rows[-1].mark


def test_it_says_enough_of_everything(lesson: Lesson) -> None:
    assert len(lesson.how) == 3
    assert min(len(lesson.sees), len(lesson.does_not), len(lesson.myths)) >= 1
    assert len(lesson.does_not) + len(lesson.myths) >= 4
    assert len(lesson.do) >= 3
    assert any(LINK.search(text) for text in lesson.do)


def test_each_of_three_questions_has_one_right_answer_and_reasons_for_all(lesson: Lesson) -> None:
    assert len(lesson.check) == QUESTIONS
    for each in lesson.check:
        assert [answer.right for answer in each.answers].count(True) == 1, each.question
        assert len(each.answers) >= 2
        assert len({answer.text for answer in each.answers}) == len(each.answers)
    assert len({each.answers[0].right for each in lesson.check}) == 2, "always in the same place"


def test_its_sentences_are_short_and_its_words_are_ours(lesson: Lesson) -> None:
    long = [one for one in sentences(lesson) if len(one.split()) > MOST_WORDS]
    assert not long, "\n".join(long)
    paragraphs = [text for text in said(lesson) if len(SENTENCE.split(text)) > MOST_SENTENCES]
    assert not paragraphs, "\n".join(paragraphs)
    assert not [text for text in said(lesson) if NOT_OURS.search(text)]


def test_the_sentences_are_counted_as_they_stand() -> None:
    text = "It is 3.5 metres. Is it? “Yes.” So it is."
    assert SENTENCE.split(text) == ["It is 3.5 metres.", "Is it?", "“Yes.", "So it is."]
    assert NOT_OURS.search("Please read.")
    assert not NOT_OURS.search("They agreed.")


def test_the_glossary_is_in_order_and_finds_each_phrase_for_one_word() -> None:
    words = texts.words()
    phrases = [phrase.casefold() for word in words for phrase in word.finds]
    assert len({word.id for word in words}) == len(words) >= 20
    assert len(set(phrases)) == len(phrases)
    every = " ".join(text for head in texts.heads() for text in said(texts.lesson(head.id)))
    met = {word.id for word in words for phrase in word.finds if phrase in every}
    assert len(met) >= 15
    for word in words:
        for one in SENTENCE.split(word.means):
            assert len(one.split()) <= MOST_WORDS, one


def test_a_file_is_a_head_and_a_lesson_and_nothing_else() -> None:
    for name in FILES:
        text = (texts.TEXTS / f"lessons/{name}.yaml").read_text()
        assert len(list(yaml.safe_load_all(text))) == 2, name
        assert text.count("\n---\n") == 1, name
