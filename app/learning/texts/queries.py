"""The lessons there are, their order, and one of them: read from its file when it is opened."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from app.core.errors import NotFoundError
from app.learning.texts.rules import minutes
from app.learning.texts.schemas import Answer, Head, Lesson, Myth, Question, Row, Sample, Word
from app.register.terms.schemas import Kind

TEXTS: Final = Path(__file__).parents[3] / "templates/learning/en"
RIGHTS: Final = "rights"
IDS: Final = (RIGHTS, *(kind.value for kind in Kind))
_HEAD_ENDS = "\n---\n"


@lru_cache(maxsize=1)
def heads() -> tuple[Head, ...]:
    """Every lesson as a list shows it: rights first, then kinds in the register's order."""
    return tuple(_read(each)[0] for each in IDS)


@lru_cache(maxsize=4)
def lesson(lesson_id: str) -> Lesson:
    """A whole lesson. Raises NotFoundError where there is none of this name."""
    if lesson_id not in IDS:
        raise NotFoundError
    head, body = _read(lesson_id)
    told: dict[str, Any] = _parsed(body)
    sample = told["sample"]
    return Lesson(
        head=head,
        how=tuple(told["how"]),
        sample=Sample(sample["title"], tuple(Row(**row) for row in sample["rows"])),
        sees=tuple(told["sees"]),
        does_not=tuple(told["does_not"]),
        myths=tuple(Myth(**myth) for myth in told["myths"]),
        do=tuple(told["do"]),
        check=tuple(_questions(told["check"])),
    )


@lru_cache(maxsize=1)
def words() -> tuple[Word, ...]:
    """The glossary, by word."""
    found = _parsed((TEXTS / "words.yaml").read_text())
    every = (Word(**{"finds": [each["word"]], **each}) for each in found)
    return tuple(sorted(every, key=lambda word: word.word.casefold()))


def _read(lesson_id: str) -> tuple[Head, str]:
    text = (TEXTS / f"lessons/{lesson_id}.yaml").read_text()
    head, _found, body = text.partition(_HEAD_ENDS)
    return Head(id=lesson_id, minutes=minutes(body), **_parsed(head)), body


def _questions(told: list[dict[str, Any]]) -> Iterator[Question]:
    for each in told:
        yield Question(each["question"], tuple(Answer(**answer) for answer in each["answers"]))


def _parsed(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
