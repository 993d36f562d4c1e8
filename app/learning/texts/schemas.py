"""What a lesson, and a word of the glossary, is made of."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of a lesson. ``id`` is a kind of practice, or a name of its own."""

    id: str
    title: str
    summary: str
    checked_on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sample; ``mark`` says what can be told from it, or nothing can be."""

    name: str
    value: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Made-up data of the kind that a lesson is about."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Myth:
    said: str
    truth: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one may think, whether it is so, and why."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson. Its texts may hold links: ``[words](/address)``."""

    head: Head
    how: tuple[str, ...]
    sample: Sample
    sees: tuple[str, ...]
    does_not: tuple[str, ...]
    myths: tuple[Myth, ...]
    do: tuple[str, ...]
    check: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary, and the phrases by which texts say it."""

    id: str
    word: str
    means: str
    finds: tuple[str, ...]
